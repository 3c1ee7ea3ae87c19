DROP VIEW logs;
-- note: table part.log is made anew, and every row of it is copied
CREATE TABLE part.log_old AS
SELECT * FROM ONLY part.log;
DROP TABLE part.log;
CREATE TABLE part.log (
    id integer NOT NULL,
    day date NOT NULL,
    t text
)
PARTITION BY LIST (id);
CREATE TABLE part.log_all (
    id integer NOT NULL,
    day date NOT NULL,
    t text
);
CREATE INDEX log_all_day_idx ON part.log_all (day);
CREATE INDEX log_day ON part.log (day);
ALTER TABLE part.log ATTACH PARTITION part.log_all DEFAULT;
INSERT INTO part.log (id, day, t) OVERRIDING SYSTEM VALUE
SELECT id, day, t FROM part.log_old;
DROP TABLE part.log_old;
CREATE VIEW logs AS
SELECT log.id,
    log.day,
    log.t
   FROM part.log;
