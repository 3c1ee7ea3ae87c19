CREATE TABLE halts (line integer NOT NULL, stop integer NOT NULL, CONSTRAINT halts_pk PRIMARY KEY (line, stop)) PARTITION BY LIST (line);
CREATE TABLE stops_1 PARTITION OF halts FOR VALUES IN (1);
CREATE TABLE hours (line integer NOT NULL, stop integer NOT NULL, CONSTRAINT hours_stop FOREIGN KEY (line, stop) REFERENCES halts) PARTITION BY LIST (line);
CREATE TABLE times_1 PARTITION OF hours FOR VALUES IN (1);
