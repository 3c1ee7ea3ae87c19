SET check_function_bodies = off;
CREATE FUNCTION slug(text) RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT lower($1) $$;
ALTER TABLE users ADD COLUMN slug text GENERATED ALWAYS AS (slug(name)) STORED;
CREATE UNIQUE INDEX users_slug ON users (slug);
RESET check_function_bodies;
