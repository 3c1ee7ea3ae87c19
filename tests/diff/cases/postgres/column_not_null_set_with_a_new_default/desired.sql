CREATE TABLE users (id bigint PRIMARY KEY, status text NOT NULL DEFAULT 'new');
