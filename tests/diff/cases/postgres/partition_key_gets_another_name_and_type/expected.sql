ALTER TABLE sales DROP CONSTRAINT sales_code;
-- loss: column sales.code, also in sales_a: values that are no integer: they become NULL
ALTER TABLE sales ALTER COLUMN code TYPE integer USING CASE WHEN code ~* '^\s*[-+]?[0-9]+\s*$' THEN code::integer ELSE NULL END;
ALTER TABLE sales_a ADD CONSTRAINT sales_a_id_code_key UNIQUE (id, code);
ALTER TABLE sales ADD CONSTRAINT sales_code UNIQUE (id, code);
