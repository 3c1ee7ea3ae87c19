-- loss: column t.a: values that are no timestamp with time zone that begins like 2024-12-31: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE timestamp with time zone USING CASE WHEN a ~* '^\s*\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])' THEN a::timestamp with time zone ELSE NULL END;
