CREATE TABLE down_from_nothing (id integer NOT NULL);
CREATE TABLE above_all (id integer NOT NULL);
CREATE TABLE below_nothing (id integer NOT NULL);
CREATE TABLE counted_down (id integer NOT NULL);
CREATE TABLE tickets (code text NOT NULL);
