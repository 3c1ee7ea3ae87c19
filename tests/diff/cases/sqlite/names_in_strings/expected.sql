PRAGMA foreign_keys = OFF;
CREATE TABLE Harbour_new (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
-- note: column Harbour.name: rows that have no value get '': choose it
INSERT INTO Harbour_new (id, name)
SELECT id, coalesce(name, '')
FROM Harbour;
DROP TABLE Harbour;
ALTER TABLE Harbour_new RENAME TO Harbour;
CREATE TABLE crew_new (
    "The Code" TEXT,
    c TEXT,
    UNIQUE ("The Code" COLLATE nocase DESC)
);
-- loss: column crew.a: its values
-- note: fails where two rows are the same in UNIQUE ("The Code" COLLATE nocase DESC)
INSERT INTO crew_new (rowid, "The Code", c)
SELECT rowid, "The Code", c
FROM crew;
DROP TABLE crew;
ALTER TABLE crew_new RENAME TO crew;
CREATE INDEX by_name ON Harbour (name);
