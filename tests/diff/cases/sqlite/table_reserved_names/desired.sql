CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "select" INTEGER, "where" TEXT, "values" INT DEFAULT 3);
CREATE INDEX "index" ON "order" ("where");
