PRAGMA foreign_keys = OFF;
-- loss: table parents: its rows
DROP TABLE parents;
CREATE TABLE children_new (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER,
    name TEXT
);
INSERT INTO children_new (id, parent_id, name)
SELECT id, parent_id, name
FROM children;
DROP TABLE children;
ALTER TABLE children_new RENAME TO children;
