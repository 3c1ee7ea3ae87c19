CREATE FUNCTION like_it(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE OPERATOR ~=~ (FUNCTION = like_it, LEFTARG = text, RIGHTARG = text, RESTRICT = eqsel);
CREATE OPERATOR ~==~ (FUNCTION = like_it, LEFTARG = text, RIGHTARG = text, JOIN = eqjoinsel);
COMMENT ON OPERATOR ~=~ (text, text) IS 'new';
CREATE TABLE names (name text);
CREATE VIEW anna AS SELECT name FROM names WHERE name ~=~ 'ANNA';
