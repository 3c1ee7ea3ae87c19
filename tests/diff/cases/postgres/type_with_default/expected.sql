ALTER TABLE t ALTER COLUMN n DROP DEFAULT;
-- loss: column t.n: values that are no integer: they become NULL
ALTER TABLE t ALTER COLUMN n TYPE integer USING CASE WHEN n ~* '^\s*[-+]?[0-9]+\s*$' THEN n::integer ELSE NULL END;
ALTER TABLE t ALTER COLUMN n SET DEFAULT 7;
ALTER TABLE t ALTER COLUMN ok DROP DEFAULT;
-- loss: column t.ok: all of a value but whether it is 0
ALTER TABLE t ALTER COLUMN ok TYPE boolean USING ok <> 0;
ALTER TABLE t ALTER COLUMN ok SET DEFAULT false;
