DROP FUNCTION first(pair);
DROP TYPE pair;
