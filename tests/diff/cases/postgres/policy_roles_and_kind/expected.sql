DROP POLICY q ON t;
ALTER POLICY p ON t TO dunlin_reader, dunlin_writer;
CREATE POLICY q ON t AS RESTRICTIVE
    USING (true);
