CREATE TABLE logs (id integer, kind text, size bigint) PARTITION BY LIST (kind);
CREATE TABLE logs_a (id integer, kind text, size bigint);
CREATE INDEX logs_a_own ON logs_a (kind);
CREATE INDEX logs_by_kind ON logs (kind);
ALTER TABLE logs ATTACH PARTITION logs_a FOR VALUES IN ('a0');
