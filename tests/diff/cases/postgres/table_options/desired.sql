CREATE TABLE events (id integer, note text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
