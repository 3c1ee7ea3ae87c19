-- loss: column t.a: values are rounded to numeric(8,2); those that do not fit make it fail
ALTER TABLE t ALTER COLUMN a TYPE numeric(8,2);
