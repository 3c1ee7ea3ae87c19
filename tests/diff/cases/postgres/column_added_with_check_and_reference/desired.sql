CREATE TABLE groups (id integer PRIMARY KEY);
CREATE TABLE users (
    id bigint PRIMARY KEY,
    age integer CHECK (age > 17),
    group_id integer REFERENCES groups (id) ON DELETE SET NULL
);
