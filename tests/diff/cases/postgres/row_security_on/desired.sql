CREATE TABLE t (id integer, owner text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t FOR ALL TO dunlin_reader USING (owner = current_user) WITH CHECK (owner = current_user);
