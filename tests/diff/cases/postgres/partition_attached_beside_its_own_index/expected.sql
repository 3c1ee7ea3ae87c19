DROP INDEX logs_a_local;
CREATE INDEX logs_a_kind_body_idx ON logs_a (kind, body);
ALTER TABLE logs ATTACH PARTITION logs_a FOR VALUES IN ('a0');
CREATE INDEX logs_a_local ON logs_a (kind, body);
