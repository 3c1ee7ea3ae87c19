-- loss: column tides.height, also in tides_1: values that do not fit in integer make it fail
ALTER TABLE tides ALTER COLUMN height TYPE integer;
CREATE TABLE tides_2 (
    day integer NOT NULL,
    height integer
);
ALTER TABLE tides ATTACH PARTITION tides_2 FOR VALUES FROM (100) TO (200);
CREATE VIEW heights AS
SELECT tides.day,
    tides.height
   FROM tides;
