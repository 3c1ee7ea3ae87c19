CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a INT,
    b TEXT,
    CONSTRAINT a_positive CHECK (a > 0),
    CONSTRAINT b_short CHECK (length(b) < 80)
);
-- note: fails where a row does not pass CHECK (length(b) < 80)
INSERT INTO t_new (id, a, b)
SELECT id, a, b
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
