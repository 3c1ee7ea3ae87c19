CREATE TABLE log (id integer, day date, note text);
GRANT INSERT ON log TO dunlin_writer;
GRANT SELECT (day) ON log TO dunlin_reader;
