COMMENT ON SCHEMA first IS 'it''s said now';
CREATE SCHEMA fourth;
COMMENT ON SCHEMA public IS 'the main one';
COMMENT ON SCHEMA second IS NULL;
COMMENT ON SCHEMA third IS 'is changed';
