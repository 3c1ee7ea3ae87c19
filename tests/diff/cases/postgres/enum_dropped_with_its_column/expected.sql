-- loss: column t.m: its values
ALTER TABLE t DROP COLUMN m;
DROP TYPE mood;
