PRAGMA foreign_keys = OFF;
CREATE TABLE c_new (
    id INTEGER PRIMARY KEY,
    x INT,
    y INT,
    CONSTRAINT c_p FOREIGN KEY (x, y) REFERENCES p (a, b) ON DELETE CASCADE
);
-- note: fails where a row lacks what it refers to by FOREIGN KEY (x, y) REFERENCES p (a, b) ON DELETE CASCADE
INSERT INTO c_new (id, x, y)
SELECT id, x, y
FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
