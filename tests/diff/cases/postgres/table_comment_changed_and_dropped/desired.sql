CREATE TABLE users (id integer);
CREATE TABLE groups (id integer);
COMMENT ON TABLE users IS E'new\nin two lines';
