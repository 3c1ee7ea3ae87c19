CREATE TABLE t (id integer, owner text);
CREATE POLICY p ON t FOR DELETE USING (owner = 'a');
COMMENT ON POLICY p ON t IS 'kept';
