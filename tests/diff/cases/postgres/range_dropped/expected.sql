-- loss: column t.r: its values
ALTER TABLE t DROP COLUMN r;
DROP TYPE float_range;
