DROP INDEX logs_by_body;
ALTER TABLE logs ALTER COLUMN body TYPE text;
CREATE INDEX logs_a_own ON logs_a (body);
CREATE INDEX logs_b_body_idx ON logs_b (body);
CREATE INDEX logs_by_body ON logs (body);
COMMENT ON INDEX logs_by_body IS 'finds them';
