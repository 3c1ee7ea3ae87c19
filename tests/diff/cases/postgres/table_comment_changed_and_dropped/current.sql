CREATE TABLE users (id integer);
CREATE TABLE groups (id integer);
COMMENT ON TABLE users IS 'old';
COMMENT ON TABLE groups IS 'gone';
