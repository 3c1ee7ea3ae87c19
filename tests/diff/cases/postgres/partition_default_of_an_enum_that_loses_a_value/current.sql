CREATE TYPE mood AS ENUM ('sad', 'glad', 'mad');
CREATE TABLE people (id integer, feels mood NOT NULL DEFAULT 'glad') PARTITION BY LIST (id);
CREATE TABLE adults PARTITION OF people FOR VALUES IN (1);
CREATE TABLE minors (id integer CONSTRAINT minors_id CHECK (id IN (2, 20)), feels mood NOT NULL DEFAULT 'glad');
