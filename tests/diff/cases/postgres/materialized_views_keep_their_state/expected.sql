DROP MATERIALIZED VIEW empty_still;
DROP MATERIALIZED VIEW filled;
DROP VIEW positive;
ALTER TABLE readings ALTER COLUMN value TYPE bigint;
CREATE VIEW positive AS
SELECT readings.id,
    readings.value
   FROM readings
  WHERE (readings.value > 0);
CREATE MATERIALIZED VIEW empty_still AS
SELECT positive.value,
    count(*) AS n
   FROM positive
  GROUP BY positive.value
WITH NO DATA;
CREATE INDEX empty_still_value ON empty_still (value);
CREATE MATERIALIZED VIEW filled AS
SELECT positive.value,
    count(*) AS n
   FROM positive
  GROUP BY positive.value;
COMMENT ON MATERIALIZED VIEW filled IS 'has rows';
CREATE UNIQUE INDEX filled_value ON filled (value);
REFRESH MATERIALIZED VIEW to_be_emptied WITH NO DATA;
REFRESH MATERIALIZED VIEW to_be_filled;
