ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
-- loss: sequence numbers: its value
DROP SEQUENCE numbers;
