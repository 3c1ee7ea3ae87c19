CREATE TABLE logs (id integer, kind text, body text) PARTITION BY LIST (kind);
CREATE TABLE logs_a PARTITION OF logs FOR VALUES IN ('a0');
CREATE INDEX logs_a_other ON logs_a (kind, body);
CREATE INDEX logs_by_kind ON logs (kind, body);
CREATE INDEX logs_a_local ON logs_a (kind, body);
