ALTER TABLE events RESET (fillfactor, toast.autovacuum_vacuum_threshold);
