DROP INDEX east.stock_n;
ALTER TABLE stock ALTER COLUMN n TYPE bigint;
ALTER TABLE east.stock ADD COLUMN place text DEFAULT 'x'::text;
-- loss: column east.stock.old: its values
ALTER TABLE east.stock DROP COLUMN old;
-- note: column west.stock.n: the rows that have no value get one: choose which
UPDATE west.stock SET n = 0 WHERE n IS NULL;
ALTER TABLE west.stock ALTER COLUMN n SET NOT NULL;
CREATE INDEX stock_n ON west.stock (n);
