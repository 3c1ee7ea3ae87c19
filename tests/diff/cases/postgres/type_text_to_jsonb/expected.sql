-- loss: column t.a: values that are no jsonb make it fail
ALTER TABLE t ALTER COLUMN a TYPE jsonb USING CASE WHEN a ~ '^\s*[[{]' THEN a::jsonb ELSE to_json(a)::jsonb END;
