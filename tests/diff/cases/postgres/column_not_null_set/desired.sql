CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age integer NOT NULL DEFAULT 1);
