-- loss: column t.a: all of a value but whether it is 0
ALTER TABLE t ALTER COLUMN a TYPE boolean USING a <> 0;
