CREATE SCHEMA """; DROP SCHEMA public --";
COMMENT ON SCHEMA """; DROP SCHEMA public --" IS 'x''; DROP TABLE x; --';
CREATE SCHEMA "Mixed Case";
CREATE SCHEMA "a.b";
CREATE TABLE """; DROP SCHEMA public --"."t.u" (id bigint PRIMARY KEY, "a.b" text NOT NULL);
CREATE TABLE "Mixed Case"."select" (id serial PRIMARY KEY, ref bigint REFERENCES """; DROP SCHEMA public --"."t.u");
CREATE INDEX "i""x" ON "Mixed Case"."select" (ref);
CREATE TABLE "a.b"."c" (id int GENERATED ALWAYS AS IDENTITY, "d.e" text UNIQUE);
CREATE VIEW "x.y" AS SELECT "a.b" FROM """; DROP SCHEMA public --"."t.u";
