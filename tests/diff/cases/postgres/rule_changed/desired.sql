CREATE TABLE t (a integer);
CREATE TABLE log (a integer, b text);
CREATE RULE noted AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a, 'y');
ALTER TABLE t DISABLE RULE noted;
