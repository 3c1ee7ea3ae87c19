CREATE TABLE logs (id integer, kind text, body text) PARTITION BY LIST (kind);
CREATE TABLE logs_a (id integer, kind text, body text);
ALTER TABLE logs ATTACH PARTITION logs_a FOR VALUES IN ('a0');
CREATE INDEX logs_by_kind ON logs (kind, body);
CREATE INDEX logs_a_local ON logs_a (kind, body);
