CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE TABLE log (a integer);
CREATE RULE noted AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a);
