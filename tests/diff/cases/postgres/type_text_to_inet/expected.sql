-- loss: column t.a: values that are no inet make it fail
ALTER TABLE t ALTER COLUMN a TYPE inet USING a::inet;
