-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
