CREATE SCHEMA """; DROP SCHEMA public --";
CREATE SCHEMA "Mixed Case";
CREATE TABLE """; DROP SCHEMA public --"."t.u" (id int PRIMARY KEY, "a.b" text);
CREATE TABLE "Mixed Case"."select" (id serial PRIMARY KEY, ref int REFERENCES """; DROP SCHEMA public --"."t.u");
CREATE VIEW "x.y" AS SELECT "a.b" FROM """; DROP SCHEMA public --"."t.u";
