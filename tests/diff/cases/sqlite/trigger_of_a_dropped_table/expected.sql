DROP TRIGGER gone_ai;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
-- loss: table gone: its rows
DROP TABLE gone;
