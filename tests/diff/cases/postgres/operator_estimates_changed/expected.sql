ALTER OPERATOR ~==~ (text, text) SET (join = eqjoinsel);
COMMENT ON OPERATOR ~==~ (text, text) IS NULL;
ALTER OPERATOR ~=~ (text, text) SET (restrict = eqsel, join = NONE);
COMMENT ON OPERATOR ~=~ (text, text) IS 'new';
