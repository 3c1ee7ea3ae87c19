CREATE SCHEMA parts;
CREATE TABLE parts.entry (id int NOT NULL, t text) PARTITION BY LIST (id);
CREATE TABLE parts.entry_1 PARTITION OF parts.entry FOR VALUES IN (1);
CREATE TABLE entry_2 (id int NOT NULL, t text);
CREATE TABLE entry_3 PARTITION OF parts.entry FOR VALUES IN (3);
