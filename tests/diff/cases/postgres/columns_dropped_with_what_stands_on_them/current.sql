CREATE TABLE groups (id integer PRIMARY KEY);
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text UNIQUE,
    age integer CHECK (age > 0),
    group_id integer REFERENCES groups,
    double_age integer GENERATED ALWAYS AS (age * 2) STORED
);
CREATE INDEX users_email_age ON users (email, age);
CREATE INDEX users_lower ON users (lower(email));
COMMENT ON COLUMN users.email IS 'gone';
