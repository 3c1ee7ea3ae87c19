CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b TEXT,
    c NUMERIC
);
-- loss: column t.a: of numbers with a fraction, what is behind the fifteenth digit
-- loss: column t.c: how its numbers were written ('007' becomes 7)
-- note: column t.b: values become those of the new type where they can
INSERT INTO t_new (id, a, b, c)
SELECT id, a, b, c
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
