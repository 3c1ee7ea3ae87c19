CREATE TABLE flats (house integer, flat integer, PRIMARY KEY (house, flat));
CREATE TABLE people (id integer PRIMARY KEY, house integer NOT NULL, flat integer, CONSTRAINT lives FOREIGN KEY (house, flat) REFERENCES flats);
