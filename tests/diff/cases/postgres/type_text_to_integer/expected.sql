-- loss: column t.a: values that are no integer: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE integer USING CASE WHEN a ~* '^\s*[-+]?[0-9]+\s*$' THEN a::integer ELSE NULL END;
