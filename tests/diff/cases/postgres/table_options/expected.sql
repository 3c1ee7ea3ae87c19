ALTER TABLE events RESET (autovacuum_enabled);
ALTER TABLE events SET (fillfactor = '70', toast.autovacuum_enabled = 'false');
