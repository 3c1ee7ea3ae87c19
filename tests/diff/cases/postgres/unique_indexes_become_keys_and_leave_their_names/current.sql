CREATE TABLE seats (hall integer NOT NULL, line integer, place varchar(10) NOT NULL, held_by integer);
CREATE UNIQUE INDEX seats_by_hall ON seats (hall, place) INCLUDE (line);
CREATE UNIQUE INDEX seats_by_line ON seats (line, place) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX seats_held ON seats (held_by DESC);
ALTER TABLE seats REPLICA IDENTITY USING INDEX seats_by_hall;
CREATE TABLE lines (line integer, length integer);
