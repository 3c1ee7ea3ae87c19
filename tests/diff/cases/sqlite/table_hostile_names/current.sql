CREATE TABLE "a""; DROP TABLE b --" ("x y" TEXT, "sel""ect" INTEGER);
CREATE TABLE b (id INTEGER);
CREATE INDEX "i; DROP TABLE b" ON "a""; DROP TABLE b --" ("x y");
