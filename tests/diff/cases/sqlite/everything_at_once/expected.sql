PRAGMA foreign_keys = OFF;
DROP TRIGGER b_ai;
DROP VIEW ab;
CREATE TABLE a_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    n REAL NOT NULL DEFAULT 5,
    t TEXT COLLATE RTRIM,
    u TEXT,
    CHECK (n < 2000),
    UNIQUE (u)
);
-- loss: column a.n: numbers of more than 15 digits are rounded
-- note: column a.n: rows that have no value get the default, 5
-- note: fails where a row does not pass CHECK (n < 2000)
-- note: fails where two rows are the same in UNIQUE (u)
INSERT INTO a_new (id, n, t)
SELECT id, coalesce(n, 5), t
FROM a;
DELETE FROM sqlite_sequence WHERE name = 'a_new';
UPDATE sqlite_sequence SET name = 'a_new' WHERE name = 'a';
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
CREATE TABLE b_new (
    k TEXT PRIMARY KEY NOT NULL,
    v ANY,
    a_id INT,
    w BLOB,
    FOREIGN KEY (a_id) REFERENCES a (id) ON DELETE SET NULL
) STRICT;
INSERT INTO b_new (k, v, a_id)
SELECT k, v, a_id
FROM b;
DROP TABLE b;
ALTER TABLE b_new RENAME TO b;
CREATE TABLE c_new (
    x REAL,
    y REAL,
    z REAL NOT NULL DEFAULT 1,
    area REAL GENERATED ALWAYS AS (x * y * z) STORED
);
INSERT INTO c_new (rowid, x, y)
SELECT rowid, x, y
FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
CREATE INDEX a_t ON a (t, n DESC);
CREATE INDEX c_area ON c (area) WHERE area > 0;
CREATE VIEW ab AS
SELECT a.id, b.k, b.w
FROM a JOIN b ON b.a_id = a.id;
CREATE TRIGGER ab_id
INSTEAD OF DELETE ON ab
BEGIN
    DELETE FROM b WHERE k = old.k;
END;
CREATE TRIGGER b_ai
AFTER INSERT ON b
BEGIN
    UPDATE a SET n = n + 1 WHERE id = new.a_id;
END;
