ALTER TABLE times DETACH PARTITION times_1;
ALTER TABLE times_1 DROP CONSTRAINT times_stop;
-- loss: table times: its rows
DROP TABLE times;
ALTER TABLE stops DETACH PARTITION stops_1;
-- loss: table stops: its rows
DROP TABLE stops;
CREATE TABLE halts (
    line integer NOT NULL,
    stop integer NOT NULL,
    CONSTRAINT halts_pk PRIMARY KEY (line, stop)
)
PARTITION BY LIST (line);
CREATE TABLE hours (
    line integer NOT NULL,
    stop integer NOT NULL
)
PARTITION BY LIST (line);
ALTER TABLE halts ATTACH PARTITION stops_1 FOR VALUES IN (1);
ALTER TABLE hours ATTACH PARTITION times_1 FOR VALUES IN (1);
ALTER TABLE hours ADD CONSTRAINT hours_stop FOREIGN KEY (line, stop) REFERENCES halts(line, stop);
