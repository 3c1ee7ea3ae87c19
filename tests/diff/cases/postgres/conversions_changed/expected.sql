DROP CONVERSION "Other way";
DROP CONVERSION first_one;
DROP CONVERSION goes;
CREATE FUNCTION translate(integer, integer, cstring, internal, integer, boolean) RETURNS integer
    LANGUAGE c STRICT
AS '$libdir/utf8_and_iso8859_1', 'utf8_to_iso8859_1';
CREATE DEFAULT CONVERSION "Other way" FOR 'UTF8' TO 'LATIN1' FROM translate;
CREATE DEFAULT CONVERSION another_one FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8;
COMMENT ON CONVERSION stays IS 'it''s behind';
