-- note: table crews is made anew, and every row of it is copied
CREATE TABLE crews_old AS
SELECT * FROM crews;
-- note: table ships is made anew, and every row of it is copied
CREATE TABLE ships_old AS
SELECT * FROM ships;
ALTER TABLE crews DROP CONSTRAINT crews_ship;
-- loss: table ships_1: its rows
DROP TABLE ships_1;
DROP TABLE ships;
-- loss: table crews_1: its rows
DROP TABLE crews_1;
ALTER SEQUENCE crews_crew_seq OWNED BY NONE;
DROP TABLE crews;
CREATE TABLE crews (
    port integer NOT NULL,
    crew integer DEFAULT nextval('crews_crew_seq'::regclass) NOT NULL,
    captain integer,
    CONSTRAINT crews_pk PRIMARY KEY (port, crew)
);
ALTER SEQUENCE crews_crew_seq OWNED BY crews.crew;
INSERT INTO crews (port, crew, captain) OVERRIDING SYSTEM VALUE
SELECT port, crew, captain FROM crews_old;
DROP TABLE crews_old;
CREATE TABLE ships (
    port integer NOT NULL,
    ship integer NOT NULL,
    crew integer NOT NULL,
    CONSTRAINT ships_pk PRIMARY KEY (port, ship)
);
INSERT INTO ships (port, ship, crew) OVERRIDING SYSTEM VALUE
SELECT port, ship, crew FROM ships_old;
DROP TABLE ships_old;
ALTER TABLE crews ADD CONSTRAINT crews_ship FOREIGN KEY (port, captain) REFERENCES ships(port, ship);
ALTER TABLE ships ADD CONSTRAINT ships_crew FOREIGN KEY (port, crew) REFERENCES crews(port, crew) DEFERRABLE INITIALLY DEFERRED;
