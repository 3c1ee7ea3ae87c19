CREATE TABLE meters (id integer);
