CREATE TABLE stops (line integer NOT NULL, stop integer NOT NULL, CONSTRAINT stops_pk PRIMARY KEY (line, stop)) PARTITION BY LIST (line);
CREATE TABLE stops_1 PARTITION OF stops FOR VALUES IN (1);
CREATE TABLE times (line integer NOT NULL, stop integer NOT NULL, CONSTRAINT times_stop FOREIGN KEY (line, stop) REFERENCES stops) PARTITION BY LIST (line);
CREATE TABLE times_1 PARTITION OF times FOR VALUES IN (1);
