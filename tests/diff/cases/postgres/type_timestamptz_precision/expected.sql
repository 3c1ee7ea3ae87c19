-- loss: column t.a: fractions of a second are rounded to 0 digits
ALTER TABLE t ALTER COLUMN a TYPE timestamp(0) with time zone;
