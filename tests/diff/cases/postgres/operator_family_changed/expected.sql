ALTER OPERATOR FAMILY "Lengths (all)" USING btree DROP
    FUNCTION 1 (integer, text);
ALTER OPERATOR FAMILY "Lengths (all)" USING btree ADD
    OPERATOR 3 =#=(text,integer),
    FUNCTION 1 (text, integer) cmp_names(text,integer);
COMMENT ON OPERATOR FAMILY "Lengths (all)" USING btree IS 'of all';
DROP FUNCTION cmp_ids(integer, text);
