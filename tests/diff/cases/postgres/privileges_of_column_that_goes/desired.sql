CREATE TABLE people (id integer PRIMARY KEY, name text, grade integer);
GRANT SELECT (id, grade) ON people TO dunlin_reader;
