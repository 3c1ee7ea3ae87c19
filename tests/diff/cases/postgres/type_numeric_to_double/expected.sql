-- loss: column t.a: values are rounded to double precision; those that do not fit make it fail
ALTER TABLE t ALTER COLUMN a TYPE double precision;
