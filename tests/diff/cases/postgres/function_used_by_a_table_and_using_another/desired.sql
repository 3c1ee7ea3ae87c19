CREATE TABLE settings (key text PRIMARY KEY, value integer);
CREATE FUNCTION setting(text) RETURNS integer STABLE LANGUAGE sql AS $$ SELECT value FROM settings WHERE key = $1 $$;
CREATE TABLE t (a integer DEFAULT setting('a'));
