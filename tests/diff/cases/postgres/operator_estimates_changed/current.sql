CREATE FUNCTION like_it(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE OPERATOR ~=~ (FUNCTION = like_it, LEFTARG = text, RIGHTARG = text, RESTRICT = contsel, JOIN = contjoinsel);
CREATE OPERATOR ~==~ (FUNCTION = like_it, LEFTARG = text, RIGHTARG = text);
COMMENT ON OPERATOR ~==~ (text, text) IS 'old';
CREATE TABLE names (name text);
CREATE VIEW anna AS SELECT name FROM names WHERE name ~=~ 'ANNA';
