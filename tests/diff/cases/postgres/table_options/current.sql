CREATE TABLE events (id integer, note text) WITH (fillfactor = 80, autovacuum_enabled = false);
