CREATE TABLE "a""; DROP TABLE b --" ("x y" TEXT NOT NULL DEFAULT ';', "sel""ect" INTEGER, "a'b" TEXT);
CREATE TABLE b (id INTEGER);
CREATE INDEX "i; DROP TABLE b" ON "a""; DROP TABLE b --" ("x y");
