-- loss: column t.a: its values
ALTER TABLE t DROP COLUMN a;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
-- loss: column t.d: its values
ALTER TABLE t DROP COLUMN d;
