CREATE TABLE people (id integer PRIMARY KEY, name text, "TO whom (it)" text, salary numeric);
GRANT SELECT (id, name), UPDATE (salary) ON people TO dunlin_reader;
