CREATE TABLE stays (
    during daterange,
    CONSTRAINT one_and_no_more EXCLUDE USING gist (during WITH &&)
);
ALTER TABLE stays ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&);
