CREATE TABLE parties (id integer, size smallint NOT NULL CHECK (size < 100000), depth integer NOT NULL CHECK (depth <= -5));
