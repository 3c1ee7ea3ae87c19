ALTER TABLE log ALTER COLUMN was TYPE text;
DROP VIEW tv;
-- loss: column log2.was: its values
ALTER TABLE log2 DROP COLUMN was;
DROP MATERIALIZED VIEW tm;
