-- loss: column t.a: values that are no boolean: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE boolean USING CASE WHEN a ~* '^\s*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)\s*$' THEN a::boolean ELSE NULL END;
