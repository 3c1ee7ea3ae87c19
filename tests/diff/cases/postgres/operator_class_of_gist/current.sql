CREATE TABLE places (id integer, at point);
