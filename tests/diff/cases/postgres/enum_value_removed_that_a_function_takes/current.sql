CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE FUNCTION cheer(mood) RETURNS mood LANGUAGE sql AS $$ SELECT $1 $$;
CREATE TABLE t (m mood);
