CREATE FUNCTION is_code(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$ SELECT length($1) > 0 $$;
ALTER TABLE t ADD CONSTRAINT t_code_check CHECK (is_code(code));
