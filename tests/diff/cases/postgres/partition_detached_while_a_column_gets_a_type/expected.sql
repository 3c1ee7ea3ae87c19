-- note: table logs_a is detached for a moment: nothing else lets go of a part of an index
ALTER TABLE logs DETACH PARTITION logs_a;
DROP INDEX logs_a_kind_idx;
ALTER TABLE logs ALTER COLUMN size TYPE bigint;
ALTER TABLE logs_a ALTER COLUMN size TYPE bigint;
ALTER TABLE logs ATTACH PARTITION logs_a FOR VALUES IN ('a0');
