DROP TRIGGER touched ON t;
DROP FUNCTION touch();
