CREATE TABLE t (id integer PRIMARY KEY, owner varchar(20));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (owner = current_user);
