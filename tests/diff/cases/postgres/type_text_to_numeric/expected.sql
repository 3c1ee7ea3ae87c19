-- loss: column t.a: values that are no numeric: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE numeric(6,2) USING CASE WHEN a ~* '^\s*[-+]?(nan|inf(inity)?|([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[-+]?[0-9]+)?)\s*$' THEN a::numeric(6,2) ELSE NULL END;
