CREATE SCHEMA auth;
CREATE FUNCTION auth.who() RETURNS text LANGUAGE sql STABLE AS 'SELECT session_user::text';
CREATE TABLE auth.token (id int PRIMARY KEY, owner text);
ALTER TABLE auth.token FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON auth.token FOR SELECT USING (owner = auth.who());
CREATE POLICY more ON auth.token AS RESTRICTIVE FOR UPDATE USING (id > 0) WITH CHECK (id > 1);
CREATE TABLE doc (id int PRIMARY KEY, owner text);
ALTER TABLE doc ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON doc USING (owner = auth.who() OR EXISTS (SELECT FROM auth.token t WHERE t.owner = doc.owner));
