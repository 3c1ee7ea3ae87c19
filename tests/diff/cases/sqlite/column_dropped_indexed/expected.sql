DROP INDEX t_ab;
DROP INDEX t_b;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
CREATE INDEX t_ab ON t (a);
