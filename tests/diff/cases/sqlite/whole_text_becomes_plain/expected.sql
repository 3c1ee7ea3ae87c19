CREATE TABLE "t t_new" (
    a TEXT NOT NULL,
    b INT,
    c INT
);
INSERT INTO "t t_new" (rowid, a, b)
SELECT rowid, a, b
FROM "t t";
DROP TABLE "t t";
ALTER TABLE "t t_new" RENAME TO "t t";
