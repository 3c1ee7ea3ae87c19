CREATE TABLE "Order Lines" ("Id" integer PRIMARY KEY, "select" text);
