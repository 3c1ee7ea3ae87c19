CREATE SCHEMA yard;
CREATE TABLE yard.readings (
    meter integer,
    region text NOT NULL,
    taken timestamp with time zone NOT NULL
)
PARTITION BY LIST (region);
CREATE TABLE yard.readings_north (
    meter integer NOT NULL,
    region text NOT NULL,
    taken timestamp with time zone NOT NULL,
    CONSTRAINT readings_north_pkey PRIMARY KEY (region, taken)
);
ALTER TABLE yard.readings_north ADD CONSTRAINT readings_north_region_taken_key UNIQUE (region, taken);
CREATE INDEX readings_north_local ON yard.readings_north (region, taken);
ALTER TABLE yard.readings ATTACH PARTITION yard.readings_north FOR VALUES IN ('n', 'nw');
ALTER TABLE ONLY yard.readings ADD CONSTRAINT readings_region_taken_key UNIQUE (region, taken);
ALTER INDEX yard.readings_region_taken_key ATTACH PARTITION yard.readings_north_region_taken_key;
CREATE INDEX readings_by_region ON ONLY yard.readings (region, taken);
ALTER INDEX yard.readings_by_region ATTACH PARTITION yard.readings_north_local;
