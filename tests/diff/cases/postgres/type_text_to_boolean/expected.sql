-- loss: column t.a: values that are no boolean: they become NULL
ALTER TABLE t ALTER COLUMN a TYPE boolean USING CASE WHEN a ~* '^\s*(t|true|y|yes|on|1|f|false|n|no|off|0)\s*$' THEN a::boolean ELSE NULL END;
