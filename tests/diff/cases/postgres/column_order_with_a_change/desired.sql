CREATE TABLE users (name text NOT NULL, id bigint PRIMARY KEY, phone text, email varchar(100));
