PRAGMA foreign_keys = OFF;
CREATE TABLE p_new (
    id INTEGER PRIMARY KEY,
    name VARCHAR(10)
);
INSERT INTO p_new (id, name)
SELECT id, name
FROM p;
DROP TABLE p;
ALTER TABLE p_new RENAME TO p;
CREATE TABLE c_new (
    id INTEGER PRIMARY KEY,
    p_id INTEGER,
    n TEXT,
    FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE,
    UNIQUE (n)
);
-- note: fails where two rows are the same in UNIQUE (n)
INSERT INTO c_new (id, p_id, n)
SELECT id, p_id, n
FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
