CREATE FUNCTION f() RETURNS integer LANGUAGE sql SET search_path = "a, b", "C""x", public
    SET temp_tablespaces = '' AS 'SELECT 1';
CREATE FUNCTION g() RETURNS integer LANGUAGE sql SET search_path = '' SET "my.own" = 'it''s, \'
    AS 'SELECT 2';
