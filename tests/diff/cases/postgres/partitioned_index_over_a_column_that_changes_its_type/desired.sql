CREATE TABLE logs (kind text, body text) PARTITION BY LIST (kind);
CREATE TABLE logs_a PARTITION OF logs FOR VALUES IN ('a0');
CREATE INDEX logs_a_own ON logs_a (body);
CREATE TABLE logs_b PARTITION OF logs FOR VALUES IN ('b0');
CREATE INDEX logs_by_body ON logs (body);
COMMENT ON INDEX logs_by_body IS 'finds them';
