-- loss: column t.a: values that are no jsonb make it fail
ALTER TABLE t ALTER COLUMN a TYPE jsonb USING a::jsonb;
