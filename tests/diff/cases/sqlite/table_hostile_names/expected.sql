CREATE TABLE "a""; DROP TABLE b --_new" (
    "x y" TEXT NOT NULL DEFAULT ';',
    "sel""ect" INTEGER,
    "a'b" TEXT
);
-- note: column a"; DROP TABLE b --.x y: rows that have no value get the default, ';'
INSERT INTO "a""; DROP TABLE b --_new" (rowid, "x y", "sel""ect")
SELECT rowid, coalesce("x y", ';'), "sel""ect"
FROM "a""; DROP TABLE b --";
DROP TABLE "a""; DROP TABLE b --";
ALTER TABLE "a""; DROP TABLE b --_new" RENAME TO "a""; DROP TABLE b --";
CREATE INDEX "i; DROP TABLE b" ON "a""; DROP TABLE b --" ("x y");
