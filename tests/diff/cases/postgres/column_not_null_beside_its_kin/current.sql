CREATE TABLE users (email text, CONSTRAINT email_not_null CHECK (email IS NULL OR email LIKE '%@%'));
CREATE TABLE plans (code integer, name text);
CREATE TABLE archive (id integer NOT NULL, year integer NOT NULL) PARTITION BY LIST (year);
CREATE TABLE old_orders (id integer, year integer);
