CREATE TABLE events (id integer, note text) WITH (fillfactor = 80, toast.autovacuum_vacuum_threshold = 100);
