CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s good');
CREATE TABLE t (id integer PRIMARY KEY, m mood DEFAULT 'ok');
