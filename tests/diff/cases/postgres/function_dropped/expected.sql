DROP FUNCTION add(integer, integer);
