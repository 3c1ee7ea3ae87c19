CREATE TABLE users (name text PRIMARY KEY, team integer);
CREATE TABLE t (id integer, team integer);
CREATE FUNCTION my_team() RETURNS integer STABLE LANGUAGE sql AS $$ SELECT team FROM users WHERE name = current_user $$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON t USING (team = my_team());
CREATE POLICY member ON t USING (EXISTS (SELECT FROM users u WHERE u.team = t.team));
