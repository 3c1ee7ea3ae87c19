-- note: table events is made anew, and every row of it is copied
CREATE TABLE events_old AS
SELECT * FROM events;
DROP TABLE events_1;
DROP TABLE events;
CREATE TABLE events (
    id integer,
    day date NOT NULL
)
PARTITION BY LIST (id);
CREATE TABLE events_1 (
    id integer,
    day date NOT NULL
);
ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES IN (1, 2, 3);
INSERT INTO events (id, day) OVERRIDING SYSTEM VALUE
SELECT id, day FROM events_old;
DROP TABLE events_old;
