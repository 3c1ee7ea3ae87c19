CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE DOMAIN positive AS integer
    CONSTRAINT positive_check CHECK ((VALUE > 0));
CREATE TYPE pair AS (
    a integer,
    b text
);
ALTER TABLE users ADD COLUMN m mood;
-- note: column users.m: the rows that have no value get one: choose which
UPDATE users SET m = 'ok' WHERE m IS NULL;
ALTER TABLE users ALTER COLUMN m SET NOT NULL;
ALTER TABLE users ADD COLUMN tags text[];
-- note: column users.tags: the rows that have no value get one: choose which
UPDATE users SET tags = '{}' WHERE tags IS NULL;
ALTER TABLE users ALTER COLUMN tags SET NOT NULL;
ALTER TABLE users ADD COLUMN data jsonb;
-- note: column users.data: the rows that have no value get one: choose which
UPDATE users SET data = '{}' WHERE data IS NULL;
ALTER TABLE users ALTER COLUMN data SET NOT NULL;
ALTER TABLE users ADD COLUMN key uuid;
-- note: column users.key: the rows that have no value get one: choose which
UPDATE users SET key = gen_random_uuid() WHERE key IS NULL;
ALTER TABLE users ALTER COLUMN key SET NOT NULL;
ALTER TABLE users ADD COLUMN span tsrange;
-- note: column users.span: the rows that have no value get one: choose which
UPDATE users SET span = 'empty' WHERE span IS NULL;
ALTER TABLE users ALTER COLUMN span SET NOT NULL;
ALTER TABLE users ADD COLUMN at timestamp with time zone;
-- note: column users.at: the rows that have no value get one: choose which
UPDATE users SET at = CURRENT_TIMESTAMP WHERE at IS NULL;
ALTER TABLE users ALTER COLUMN at SET NOT NULL;
ALTER TABLE users ADD COLUMN net inet;
-- note: column users.net: the rows that have no value get one: choose which
UPDATE users SET net = '0.0.0.0' WHERE net IS NULL;
ALTER TABLE users ALTER COLUMN net SET NOT NULL;
ALTER TABLE users ADD COLUMN raw bytea;
-- note: column users.raw: the rows that have no value get one: choose which
UPDATE users SET raw = '' WHERE raw IS NULL;
ALTER TABLE users ALTER COLUMN raw SET NOT NULL;
ALTER TABLE users ADD COLUMN flag bit(3);
-- note: column users.flag: the rows that have no value get one: choose which
UPDATE users SET flag = B'0'::bit(3) WHERE flag IS NULL;
ALTER TABLE users ALTER COLUMN flag SET NOT NULL;
ALTER TABLE users ADD COLUMN cost numeric(6,2);
-- note: column users.cost: the rows that have no value get one: choose which
UPDATE users SET cost = 0 WHERE cost IS NULL;
ALTER TABLE users ALTER COLUMN cost SET NOT NULL;
ALTER TABLE users ADD COLUMN p positive;
-- note: column users.p: the rows that have no value get one: choose which
UPDATE users SET p = 1 WHERE p IS NULL;
ALTER TABLE users ALTER COLUMN p SET NOT NULL;
ALTER TABLE users ADD COLUMN q pair;
-- note: column users.q: the rows that have no value get one: choose which
UPDATE users SET q = '(,)' WHERE q IS NULL;
ALTER TABLE users ALTER COLUMN q SET NOT NULL;
