CREATE TABLE flats (house integer, flat integer, PRIMARY KEY (house, flat));
CREATE TABLE people (id integer PRIMARY KEY, house integer, flat integer);
