CREATE SCHEMA yard;
CREATE TABLE yard.readings (
    meter integer,
    region text NOT NULL,
    taken timestamptz NOT NULL,
    UNIQUE (region, taken)
) PARTITION BY LIST (region);
CREATE TABLE yard.readings_north PARTITION OF yard.readings (meter NOT NULL, PRIMARY KEY (region, taken)) FOR VALUES IN ('n', 'nw');
CREATE INDEX readings_north_local ON yard.readings_north (region, taken);
CREATE INDEX readings_by_region ON yard.readings (region, taken);
CREATE TABLE meters (id integer);
