CREATE TABLE seats (hall integer NOT NULL, line integer, place varchar(20) NOT NULL, held_by integer,
    CONSTRAINT seats_hall_place PRIMARY KEY (hall, place) INCLUDE (line),
    CONSTRAINT seats_by_line UNIQUE NULLS NOT DISTINCT (line, place) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT seats_held UNIQUE (held_by));
CREATE TABLE lines (line integer, length integer);
CREATE INDEX seats_by_hall ON lines (line);
ALTER TABLE seats REPLICA IDENTITY USING INDEX seats_hall_place;
