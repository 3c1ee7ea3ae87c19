CREATE TYPE place AS (
    street text,
    number text,
    floor integer,
    zip varchar(10)
);

CREATE TABLE depots (
    id integer PRIMARY KEY,
    at place NOT NULL,
    formerly place
);
