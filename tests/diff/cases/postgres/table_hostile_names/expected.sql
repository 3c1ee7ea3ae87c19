CREATE TABLE "; DROP SCHEMA public --" (
    "user" integer
);
ALTER TABLE "Order Lines" ADD COLUMN "it's ""quoted""" text DEFAULT 'a''b'::text;
CREATE INDEX "by select" ON "Order Lines" ("select");
