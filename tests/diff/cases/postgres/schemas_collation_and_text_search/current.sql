CREATE SCHEMA lang;
CREATE COLLATION lang.plain (provider = libc, locale = 'C');
CREATE TABLE word (id int PRIMARY KEY, t text COLLATE lang.plain);
