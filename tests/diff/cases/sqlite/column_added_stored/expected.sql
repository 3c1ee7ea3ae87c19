CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    price REAL,
    n INT,
    total REAL GENERATED ALWAYS AS (price * n) STORED
);
INSERT INTO t_new (id, price, n)
SELECT id, price, n
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
