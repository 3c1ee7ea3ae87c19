CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "select" TEXT, "from" TEXT);
CREATE INDEX "index" ON "order" ("from");
