CREATE TYPE address AS (street text, zip text);
CREATE FUNCTION zip_of(address) RETURNS text LANGUAGE sql AS $$ SELECT ($1).zip::text $$;
