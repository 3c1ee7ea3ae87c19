SET check_function_bodies = off;
CREATE FUNCTION fits(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN z_fits($1); END $$;
CREATE DOMAIN brief AS text CHECK (fits(VALUE));
CREATE TABLE entries (id integer PRIMARY KEY);
