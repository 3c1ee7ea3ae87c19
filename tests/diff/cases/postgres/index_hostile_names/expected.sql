DROP INDEX "I i";
CREATE INDEX "I i" ON "T t" ("A" DESC);
CREATE INDEX "J""j" ON "T t" ((("A" + 1)));
