CREATE TABLE readings (id integer PRIMARY KEY, value bigint NOT NULL);
CREATE VIEW positive AS SELECT id, value FROM readings WHERE value > 0;
CREATE MATERIALIZED VIEW filled AS SELECT value, count(*) AS n FROM positive GROUP BY value;
CREATE UNIQUE INDEX filled_value ON filled (value);
COMMENT ON MATERIALIZED VIEW filled IS 'has rows';
CREATE MATERIALIZED VIEW empty_still AS SELECT value, count(*) AS n FROM positive GROUP BY value WITH NO DATA;
CREATE INDEX empty_still_value ON empty_still (value);
CREATE MATERIALIZED VIEW to_be_filled AS SELECT max(id) AS last FROM readings;
CREATE MATERIALIZED VIEW to_be_emptied AS SELECT min(id) AS first FROM readings WITH NO DATA;
