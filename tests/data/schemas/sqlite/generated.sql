CREATE TABLE t (price REAL, n INTEGER, total REAL GENERATED ALWAYS AS (price * n) STORED, label TEXT AS ('p' || price), upper_label TEXT GENERATED ALWAYS AS (upper(label)) VIRTUAL NOT NULL CHECK (upper_label <> ''), untyped AS (n));
CREATE INDEX by_total ON t (total);
