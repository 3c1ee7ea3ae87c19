-- note: table events is made anew, and every row of it is copied
CREATE TABLE events_old AS
SELECT * FROM events;
DROP TABLE events_all;
-- loss: column events.note, also in events_all: its values
DROP TABLE events;
CREATE TABLE events (
    id integer,
    day date NOT NULL
)
PARTITION BY LIST (id);
CREATE TABLE events_all (
    id integer,
    day date NOT NULL
);
ALTER TABLE events ATTACH PARTITION events_all DEFAULT;
INSERT INTO events (id, day) OVERRIDING SYSTEM VALUE
SELECT id, day FROM events_old;
DROP TABLE events_old;
