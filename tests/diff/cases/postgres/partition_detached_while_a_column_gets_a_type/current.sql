CREATE TABLE logs (id integer, kind text, size integer) PARTITION BY LIST (kind);
CREATE TABLE logs_a PARTITION OF logs FOR VALUES IN ('a0');
CREATE INDEX logs_by_kind ON logs (kind);
CREATE INDEX logs_a_own ON logs_a (kind);
