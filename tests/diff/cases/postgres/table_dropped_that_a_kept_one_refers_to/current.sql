CREATE TABLE countries (id integer PRIMARY KEY);
CREATE TABLE cities (id integer PRIMARY KEY, country_id integer REFERENCES countries);
