SET check_function_bodies = off;
DROP POLICY own ON auth.token;
ALTER TABLE doc ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.token DISABLE ROW LEVEL SECURITY;
ALTER TABLE auth.token FORCE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION auth.who() RETURNS text
    LANGUAGE sql STABLE
AS $$SELECT session_user::text$$;
ALTER POLICY mine ON doc
    USING (((owner = auth.who()) OR (EXISTS ( SELECT
   FROM auth.token t
  WHERE (t.owner = doc.owner)))));
CREATE POLICY more ON auth.token AS RESTRICTIVE FOR UPDATE
    USING ((id > 0))
    WITH CHECK ((id > 1));
CREATE POLICY own ON auth.token FOR SELECT
    USING ((owner = auth.who()));
RESET check_function_bodies;
