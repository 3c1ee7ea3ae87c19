CREATE SCHEMA parts;
CREATE TABLE parts.entry (id int NOT NULL, t text) PARTITION BY LIST (id);
CREATE TABLE parts.entry_1 PARTITION OF parts.entry FOR VALUES IN (1);
CREATE TABLE entry_2 PARTITION OF parts.entry FOR VALUES IN (2);
CREATE TABLE entry_3 (id int NOT NULL, t text);
