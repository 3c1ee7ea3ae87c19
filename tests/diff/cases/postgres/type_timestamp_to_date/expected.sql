-- loss: column t.a: all but the date of each value
ALTER TABLE t ALTER COLUMN a TYPE date;
