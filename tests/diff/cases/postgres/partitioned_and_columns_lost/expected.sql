-- note: table events is made anew, and every row of it is copied
CREATE TABLE events_old AS
SELECT * FROM ONLY events;
-- loss: column events.note: its values
DROP TABLE events;
CREATE TABLE events (
    id integer,
    day date NOT NULL
)
PARTITION BY RANGE (day);
CREATE TABLE events_all (
    id integer,
    day date NOT NULL
);
ALTER TABLE events ATTACH PARTITION events_all DEFAULT;
INSERT INTO events (id, day) OVERRIDING SYSTEM VALUE
SELECT id, day FROM events_old;
DROP TABLE events_old;
