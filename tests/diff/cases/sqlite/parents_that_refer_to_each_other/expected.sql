PRAGMA foreign_keys = OFF;
CREATE TABLE b_new (
    id INTEGER PRIMARY KEY,
    a_id INT,
    x INT,
    FOREIGN KEY (a_id) REFERENCES a (id)
);
-- loss: column b.x: how its numbers were written ('007' becomes 7)
INSERT INTO b_new (id, a_id, x)
SELECT id, a_id, x
FROM b;
DROP TABLE b;
ALTER TABLE b_new RENAME TO b;
CREATE TABLE a_new (
    id INTEGER PRIMARY KEY,
    b_id INT,
    x TEXT COLLATE NOCASE,
    FOREIGN KEY (b_id) REFERENCES b (id)
);
INSERT INTO a_new (id, b_id, x)
SELECT id, b_id, x
FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
