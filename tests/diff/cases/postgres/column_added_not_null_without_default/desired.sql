CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age integer NOT NULL, born date NOT NULL);
