CREATE TABLE people (id integer PRIMARY KEY, name text, salary numeric);
GRANT SELECT (id, salary) ON people TO dunlin_reader;
