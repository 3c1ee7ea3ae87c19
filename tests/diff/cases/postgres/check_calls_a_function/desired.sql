CREATE FUNCTION is_code(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$ SELECT length($1) > 0 $$;
CREATE TABLE t (code text CHECK (is_code(code)));
