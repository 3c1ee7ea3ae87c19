-- loss: column keys.number: values that are no uuid make it fail: rows are told apart by it
-- loss: column keys.hook: values that are no integer: they become NULL
ALTER TABLE keys
    ALTER COLUMN number TYPE uuid USING number::uuid,
    ALTER COLUMN hook TYPE integer USING CASE WHEN hook ~* '^\s*[-+]?[0-9]+\s*$' THEN hook::integer ELSE NULL END;
ALTER TABLE keys ADD CONSTRAINT keys_number_key UNIQUE (number);
-- loss: column lockers.number: values that are no integer make it fail: rows are told apart by it
ALTER TABLE lockers ALTER COLUMN number TYPE integer USING number::integer;
-- note: column lockers.number: the rows that have no value get one: choose which
UPDATE lockers SET number = numbered.n
FROM (
    SELECT tableoid AS part, ctid AS place, (SELECT coalesce(max(number), 0) FROM lockers) + row_number() OVER () AS n
    FROM lockers WHERE number IS NULL
) AS numbered
WHERE lockers.tableoid = numbered.part AND lockers.ctid = numbered.place;
ALTER TABLE lockers ALTER COLUMN number SET NOT NULL;
ALTER TABLE lockers ADD CONSTRAINT lockers_pkey PRIMARY KEY (number);
