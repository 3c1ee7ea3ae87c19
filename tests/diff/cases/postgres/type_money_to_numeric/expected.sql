-- loss: column t.a: its values: a money cannot be made into a numeric(10,2)
ALTER TABLE t ALTER COLUMN a TYPE numeric(10,2) USING NULL::numeric(10,2);
