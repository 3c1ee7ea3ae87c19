-- loss: column t.a: values are rounded to numeric(12,2); those that do not fit make it fail
ALTER TABLE t ALTER COLUMN a TYPE numeric(12,2);
