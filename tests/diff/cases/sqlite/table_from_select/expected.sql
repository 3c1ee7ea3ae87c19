CREATE TABLE copy_new (
    id INTEGER PRIMARY KEY,
    label TEXT,
    price REAL,
    seen INT DEFAULT 0
);
-- note: fails where two rows are the same in PRIMARY KEY (id)
INSERT INTO copy_new (id, label, price)
SELECT id, label, price
FROM copy;
DROP TABLE copy;
ALTER TABLE copy_new RENAME TO copy;
