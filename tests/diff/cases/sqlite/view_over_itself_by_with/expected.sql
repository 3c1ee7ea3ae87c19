-- loss: column t.x: its values
ALTER TABLE t DROP COLUMN x;
