DROP RULE gone ON t;
CREATE OR REPLACE RULE noted AS
    ON INSERT TO t DO  INSERT INTO log (a, b)
  VALUES (new.a, 'y'::text);
ALTER TABLE t DISABLE RULE noted;
