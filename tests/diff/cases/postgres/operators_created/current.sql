CREATE TABLE jars (id integer PRIMARY KEY, lid integer, body integer);
