CREATE TABLE "T t" ("A" integer);
CREATE INDEX "I i" ON "T t" ("A");
