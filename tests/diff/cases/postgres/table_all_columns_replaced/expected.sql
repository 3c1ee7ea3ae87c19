ALTER TABLE t ADD COLUMN c integer;
ALTER TABLE t ADD COLUMN d text;
-- loss: column t.a: its values
ALTER TABLE t DROP COLUMN a;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
