CREATE TABLE order_new (
    "group" INTEGER PRIMARY KEY,
    "select" INTEGER,
    "where" TEXT,
    "values" INT DEFAULT 3
);
-- loss: column order.from: its values
-- loss: column order.select: how its numbers were written ('007' becomes 7)
INSERT INTO order_new ("group", "select")
SELECT "group", "select"
FROM "order";
DROP TABLE "order";
ALTER TABLE order_new RENAME TO "order";
CREATE INDEX "index" ON "order" ("where");
