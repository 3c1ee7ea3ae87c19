-- loss: column t.a: values that are no date in the form 2024-12-31: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE date USING CASE WHEN a ~* '^\s*\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])' THEN a::date ELSE NULL END;
