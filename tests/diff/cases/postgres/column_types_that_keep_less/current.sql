CREATE TABLE readings (
    id integer PRIMARY KEY,
    a bigint,
    b integer,
    c timestamptz,
    d interval,
    e time,
    f timestamp(3),
    g numeric(10, 3),
    h integer,
    i smallint
);
