ALTER SEQUENCE numbers OWNED BY NONE;
-- loss: column t.n: its values
ALTER TABLE t DROP COLUMN n;
