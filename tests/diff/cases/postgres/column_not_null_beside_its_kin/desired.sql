CREATE TABLE users (email text NOT NULL, plan text NOT NULL, seats numeric(5,2) NOT NULL CHECK (seats > 5), token uuid NOT NULL, CONSTRAINT email_not_null CHECK (email IS NULL OR email LIKE '%@%'));
CREATE TABLE plans (code integer PRIMARY KEY, name text);
COMMENT ON CONSTRAINT plans_pkey ON plans IS 'Agreed with billing';
CREATE TABLE archive (id integer NOT NULL, year integer NOT NULL) PARTITION BY LIST (year);
CREATE TABLE old_orders PARTITION OF archive FOR VALUES IN (2020);
