-- loss: column t.a: values that are no uuid: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE uuid USING CASE WHEN a ~* '^\{?[0-9a-f]{4}(-?[0-9a-f]{4}){7}\}?$' THEN a::uuid ELSE NULL END;
