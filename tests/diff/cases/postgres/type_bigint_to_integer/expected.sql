-- loss: column t.a: values that do not fit in integer make it fail
ALTER TABLE t ALTER COLUMN a TYPE integer;
