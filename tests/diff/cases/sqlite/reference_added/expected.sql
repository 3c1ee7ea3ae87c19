PRAGMA foreign_keys = OFF;
CREATE TABLE c_new (
    id INTEGER PRIMARY KEY,
    p_id INTEGER,
    FOREIGN KEY (p_id) REFERENCES p (id)
);
-- note: fails where a row lacks what it refers to by FOREIGN KEY (p_id) REFERENCES p (id)
INSERT INTO c_new (id, p_id)
SELECT id, p_id
FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
