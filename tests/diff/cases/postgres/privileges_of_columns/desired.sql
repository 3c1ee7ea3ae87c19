CREATE TABLE people (id integer PRIMARY KEY, name text, "TO whom (it)" text, salary numeric);
GRANT SELECT (id, "TO whom (it)") ON people TO dunlin_reader;
GRANT INSERT (name) ON people TO dunlin_writer WITH GRANT OPTION;
