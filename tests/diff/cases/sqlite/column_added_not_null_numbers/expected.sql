CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b INTEGER NOT NULL,
    c REAL NOT NULL,
    d BLOB NOT NULL,
    e NOT NULL,
    f DATE NOT NULL,
    g DATETIME NOT NULL,
    h BOOLEAN NOT NULL,
    i DECIMAL(8, 2) NOT NULL
);
-- note: column t.b: rows that have no value get 0: choose it
-- note: column t.c: rows that have no value get 0: choose it
-- note: column t.d: rows that have no value get x'': choose it
-- note: column t.e: rows that have no value get '': choose it
-- note: column t.f: rows that have no value get '1970-01-01': choose it
-- note: column t.g: rows that have no value get '1970-01-01 00:00:00': choose it
-- note: column t.h: rows that have no value get 0: choose it
-- note: column t.i: rows that have no value get 0: choose it
INSERT INTO t_new (id, a, b, c, d, e, f, g, h, i)
SELECT id, a, 0, 0, x'', '', '1970-01-01', '1970-01-01 00:00:00', 0, 0
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE INDEX t_a ON t (a);
