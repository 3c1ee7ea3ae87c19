CREATE FUNCTION slug(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT lower($1) $$;
CREATE TABLE users (id integer PRIMARY KEY, name text, slug text GENERATED ALWAYS AS (slug(name)) STORED);
CREATE UNIQUE INDEX users_slug ON users (slug);
