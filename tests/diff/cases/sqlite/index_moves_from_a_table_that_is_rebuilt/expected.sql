DROP INDEX j;
CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a INT
);
-- loss: column t.a: how its numbers were written ('007' becomes 7)
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE INDEX j ON t (a);
CREATE INDEX i ON u (a);
