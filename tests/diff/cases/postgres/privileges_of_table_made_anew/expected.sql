-- note: table log is made anew, and every row of it is copied
CREATE TABLE log_old AS
SELECT * FROM ONLY log;
DROP TABLE log;
CREATE TABLE log (
    id integer,
    day date,
    note text
)
PARTITION BY RANGE (day);
CREATE TABLE log_all (
    id integer,
    day date,
    note text
);
ALTER TABLE log ATTACH PARTITION log_all FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
INSERT INTO log (id, day, note) OVERRIDING SYSTEM VALUE
SELECT id, day, note FROM log_old;
DROP TABLE log_old;
GRANT INSERT ON TABLE log TO dunlin_writer;
GRANT SELECT (day, note) ON TABLE log TO dunlin_reader;
