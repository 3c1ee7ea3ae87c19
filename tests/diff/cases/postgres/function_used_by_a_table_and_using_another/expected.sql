SET check_function_bodies = off;
CREATE TABLE settings (
    key text NOT NULL,
    value integer,
    CONSTRAINT settings_pkey PRIMARY KEY (key)
);
CREATE FUNCTION setting(text) RETURNS integer
    LANGUAGE sql STABLE
AS $$ SELECT value FROM settings WHERE key = $1 $$;
CREATE TABLE t (
    a integer DEFAULT setting('a'::text)
);
RESET check_function_bodies;
