CREATE TABLE "T t" ("A" integer);
CREATE INDEX "I i" ON "T t" ("A" DESC);
CREATE INDEX "J""j" ON "T t" (("A" + 1));
