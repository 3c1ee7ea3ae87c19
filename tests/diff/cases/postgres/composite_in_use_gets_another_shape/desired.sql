CREATE TYPE place AS (
    street text,
    number text,
    floor numeric(10, 2),
    town text,
    zip varchar(10)
);

CREATE TABLE depots (
    id integer PRIMARY KEY,
    at place NOT NULL,
    formerly place
);
