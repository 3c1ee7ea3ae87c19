ALTER TABLE "Mixed Case"."select" DROP CONSTRAINT select_ref_fkey;
COMMENT ON SCHEMA """; DROP SCHEMA public --" IS 'x''; DROP TABLE x; --';
CREATE SCHEMA "a.b";
ALTER TABLE """; DROP SCHEMA public --"."t.u" ALTER COLUMN id TYPE bigint;
-- note: column "; DROP SCHEMA public --.t.u.a.b: the rows that have no value get one: choose which
UPDATE """; DROP SCHEMA public --"."t.u" SET "a.b" = '' WHERE "a.b" IS NULL;
ALTER TABLE """; DROP SCHEMA public --"."t.u" ALTER COLUMN "a.b" SET NOT NULL;
ALTER TABLE "Mixed Case"."select" ALTER COLUMN ref TYPE bigint;
CREATE INDEX "i""x" ON "Mixed Case"."select" (ref);
CREATE TABLE "a.b".c (
    id integer GENERATED ALWAYS AS IDENTITY,
    "d.e" text,
    CONSTRAINT "c_d.e_key" UNIQUE ("d.e")
);
ALTER TABLE "Mixed Case"."select" ADD CONSTRAINT select_ref_fkey FOREIGN KEY (ref) REFERENCES """; DROP SCHEMA public --"."t.u"(id);
