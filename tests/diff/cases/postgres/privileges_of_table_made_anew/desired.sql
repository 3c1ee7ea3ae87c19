CREATE TABLE log (id integer, day date, note text) PARTITION BY RANGE (day);
CREATE TABLE log_all PARTITION OF log FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
GRANT INSERT ON log TO dunlin_writer;
GRANT SELECT (day, note) ON log TO dunlin_reader;
