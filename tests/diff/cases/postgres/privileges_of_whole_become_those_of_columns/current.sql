CREATE TABLE people (id integer PRIMARY KEY, name text, salary numeric);
GRANT SELECT ON people TO dunlin_reader;
GRANT SELECT (name) ON people TO dunlin_reader;
