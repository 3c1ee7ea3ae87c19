DROP VIEW v;
CREATE VIEW v AS
SELECT t.b,
    t.a
   FROM t;
CREATE RULE put AS
    ON INSERT TO v DO INSTEAD  INSERT INTO t (a, b)
  VALUES (new.a, 'x'::text);
