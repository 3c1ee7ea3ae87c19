PRAGMA foreign_keys = OFF;
CREATE TABLE kiln_new2 (
    id INTEGER PRIMARY KEY,
    glaze TEXT NOT NULL
);
-- note: column kiln.glaze: rows that have no value get '': choose it
INSERT INTO kiln_new2 (id, glaze)
SELECT id, coalesce(glaze, '')
FROM kiln;
DROP TABLE kiln;
ALTER TABLE kiln_new2 RENAME TO kiln;
