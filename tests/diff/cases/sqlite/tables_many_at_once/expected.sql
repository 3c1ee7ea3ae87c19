PRAGMA foreign_keys = OFF;
-- loss: table d: its rows
DROP TABLE d;
CREATE TABLE a_new (
    id INTEGER PRIMARY KEY,
    x TEXT NOT NULL DEFAULT ''
);
-- note: column a.x: rows that have no value get the default, ''
INSERT INTO a_new (id, x)
SELECT id, coalesce(x, '')
FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
CREATE TABLE b_new (
    id INTEGER PRIMARY KEY,
    a_id INT,
    y TEXT,
    w INT,
    FOREIGN KEY (a_id) REFERENCES a ON DELETE CASCADE
);
INSERT INTO b_new (id, a_id, y)
SELECT id, a_id, y
FROM b;
DROP TABLE b;
ALTER TABLE b_new RENAME TO b;
CREATE TABLE c_new (
    id INTEGER PRIMARY KEY,
    b_id INT,
    z TEXT COLLATE NOCASE,
    FOREIGN KEY (b_id) REFERENCES b ON DELETE SET NULL
);
INSERT INTO c_new (id, b_id, z)
SELECT id, b_id, z
FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
CREATE TABLE e (
    id INTEGER PRIMARY KEY,
    c_id INT,
    FOREIGN KEY (c_id) REFERENCES c
);
