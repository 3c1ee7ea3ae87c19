CREATE TABLE crews (port integer NOT NULL, crew serial, captain integer, CONSTRAINT crews_pk PRIMARY KEY (port, crew));
CREATE TABLE ships (port integer NOT NULL, ship integer NOT NULL, crew integer NOT NULL, CONSTRAINT ships_pk PRIMARY KEY (port, ship));
ALTER TABLE crews ADD CONSTRAINT crews_ship FOREIGN KEY (port, captain) REFERENCES ships;
ALTER TABLE ships ADD CONSTRAINT ships_crew FOREIGN KEY (port, crew) REFERENCES crews DEFERRABLE INITIALLY DEFERRED;
