CREATE SCHEMA auth;
CREATE FUNCTION auth.who() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_user::text';
CREATE TABLE auth.token (id int PRIMARY KEY, owner text);
ALTER TABLE auth.token ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON auth.token USING (owner = auth.who());
CREATE TABLE doc (id int PRIMARY KEY, owner text);
CREATE POLICY mine ON doc USING (owner = auth.who());
