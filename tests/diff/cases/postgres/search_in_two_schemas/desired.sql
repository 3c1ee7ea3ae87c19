CREATE SCHEMA lib;
CREATE TEXT SEARCH DICTIONARY lib.d (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION lib.c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION lib.c ADD MAPPING FOR asciiword WITH d, lib.d;
CREATE TABLE lib.books (id integer PRIMARY KEY, title text);
CREATE INDEX books_title ON lib.books USING gin (to_tsvector('lib.c', title));
