PRAGMA foreign_keys = OFF;
CREATE TABLE nodes_new (
    id INTEGER PRIMARY KEY,
    parent INT,
    label TEXT NOT NULL,
    FOREIGN KEY (parent) REFERENCES nodes (id) ON DELETE CASCADE
);
-- note: column nodes.label: rows that have no value get '': choose it
INSERT INTO nodes_new (id, parent, label)
SELECT id, parent, coalesce(label, '')
FROM nodes;
DROP TABLE nodes;
ALTER TABLE nodes_new RENAME TO nodes;
