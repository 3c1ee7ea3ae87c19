CREATE TABLE users (id bigint PRIMARY KEY, is_active boolean NOT NULL DEFAULT true, score integer NOT NULL DEFAULT 0);
