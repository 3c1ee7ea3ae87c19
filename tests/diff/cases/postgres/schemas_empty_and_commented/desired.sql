CREATE SCHEMA first;
COMMENT ON SCHEMA first IS 'it''s said now';
CREATE SCHEMA second;
CREATE SCHEMA third;
COMMENT ON SCHEMA third IS 'is changed';
CREATE SCHEMA fourth;
COMMENT ON SCHEMA public IS 'the main one';
