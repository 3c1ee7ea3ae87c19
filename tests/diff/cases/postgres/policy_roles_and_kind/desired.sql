CREATE TABLE t (id integer, owner text);
CREATE POLICY p ON t TO dunlin_reader, dunlin_writer USING (true);
CREATE POLICY q ON t AS RESTRICTIVE USING (true);
