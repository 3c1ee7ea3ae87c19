CREATE FUNCTION z_fits(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length($1) < 9 $$;
CREATE FUNCTION fits(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN z_fits($1); END $$;
CREATE DOMAIN brief AS text CHECK (fits(VALUE));
CREATE TABLE entries (id integer PRIMARY KEY, val brief DEFAULT 'ok');
