CREATE TABLE a_new (
    id INTEGER PRIMARY KEY,
    n TEXT
);
-- note: column a.n: values become those of the new type where they can
INSERT INTO a_new (id, n)
SELECT id, n
FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
CREATE TABLE thing (
    id INTEGER PRIMARY KEY
);
CREATE INDEX a_n ON a (n);
