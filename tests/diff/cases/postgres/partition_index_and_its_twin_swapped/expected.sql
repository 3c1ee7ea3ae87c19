-- note: table logs_a is detached for a moment: nothing else lets go of a part of an index
ALTER TABLE logs DETACH PARTITION logs_a;
DROP INDEX logs_a_local;
CREATE INDEX logs_a_other ON logs_a (kind, body);
ALTER TABLE logs ATTACH PARTITION logs_a FOR VALUES IN ('a0');
CREATE INDEX logs_a_local ON logs_a (kind, body);
