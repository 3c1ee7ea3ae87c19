SET check_function_bodies = off;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION my_team() RETURNS integer
    LANGUAGE sql STABLE
AS $$ SELECT team FROM users WHERE name = current_user $$;
CREATE POLICY member ON t
    USING ((EXISTS ( SELECT
   FROM users u
  WHERE (u.team = t.team))));
CREATE POLICY team ON t
    USING ((team = my_team()));
RESET check_function_bodies;
