CREATE TABLE t (id integer, owner text);
CREATE POLICY p ON t USING (true);
CREATE POLICY q ON t USING (true);
