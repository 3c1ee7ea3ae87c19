CREATE TABLE "Order Lines" ("Id" integer PRIMARY KEY, "select" text, "it's ""quoted""" text DEFAULT 'a''b');
CREATE INDEX "by select" ON "Order Lines" ("select");
CREATE TABLE "; DROP SCHEMA public --" ("user" integer);
