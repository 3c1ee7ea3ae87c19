PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
CREATE TABLE p_new (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    CHECK (length(name) > 0)
);
-- note: column p.name: rows that have no value get '?': choose it
-- note: fails where a row does not pass CHECK (length(name) > 0)
INSERT INTO p_new (id, name)
SELECT id, coalesce(name, '?')
FROM p;
DROP TABLE p;
ALTER TABLE p_new RENAME TO p;
PRAGMA legacy_alter_table = OFF;
