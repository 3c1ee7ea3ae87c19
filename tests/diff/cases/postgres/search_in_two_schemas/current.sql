CREATE SCHEMA lib;
CREATE TABLE lib.books (id integer PRIMARY KEY, title text);
