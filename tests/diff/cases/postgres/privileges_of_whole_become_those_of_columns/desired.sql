CREATE TABLE people (id integer PRIMARY KEY, name text, salary numeric);
GRANT SELECT (name, id) ON people TO dunlin_reader;
