CREATE TABLE readings (
    id integer PRIMARY KEY,
    a double precision,
    b boolean,
    c timestamptz(0),
    d integer,
    e time(2),
    f timestamp(6),
    g money,
    h real,
    i real
);
