CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE users (id bigint PRIMARY KEY, m mood NOT NULL, tags text[] NOT NULL, data jsonb NOT NULL, key uuid NOT NULL,
    span tsrange NOT NULL, at timestamptz NOT NULL, net inet NOT NULL, raw bytea NOT NULL, flag bit(3) NOT NULL, cost numeric(6,2) NOT NULL,
    p positive NOT NULL, q pair NOT NULL);
