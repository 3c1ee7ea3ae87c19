CREATE TABLE tea_new("without" TEXT, cups INT DEFAULT 1 DEFAULT 3);
INSERT INTO tea_new (rowid, "without", cups)
SELECT rowid, "without", cups
FROM tea;
DROP TABLE tea;
ALTER TABLE tea_new RENAME TO tea;
