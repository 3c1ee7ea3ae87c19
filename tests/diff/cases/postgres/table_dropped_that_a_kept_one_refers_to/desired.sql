CREATE TABLE cities (id integer PRIMARY KEY, country_id integer);
