CREATE TABLE "select" ("from" INTEGER PRIMARY KEY, "a b" TEXT, "quote""d" DEFAULT '"', [bra cket] TEXT, `tick``s` REFERENCES "select" ("from"), 'single''s' INT, "; DROP TABLE t; --" TEXT, "üñï☃", CHECK ("a b" <> '' AND "quote""d" = "; DROP TABLE t; --"), UNIQUE ("quote""d", "a b"));
CREATE TABLE "it's" ("key" TEXT PRIMARY KEY, "order" INT, "Group" INT CHECK ("Group" > "order"), CONSTRAINT "c ""x""" CHECK (1)) WITHOUT ROWID;
CREATE INDEX "index ON t (x)" ON "select" ("a b", "üñï☃") WHERE "from" > 0;
CREATE VIEW "view AS" ("x y") AS SELECT "a b" FROM "select";
CREATE TRIGGER "trigger ON" AFTER UPDATE OF "a b" ON "select" BEGIN UPDATE "it's" SET "order" = NEW."from" WHERE "key" = OLD."quote""d"; END;
CREATE TABLE key (abort TEXT, action INT DEFAULT 1, desc_ INT, UNIQUE (action));
