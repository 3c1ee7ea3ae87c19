DROP VIEW v;
ALTER TABLE t ALTER COLUMN a TYPE character varying(20);
CREATE VIEW v AS
SELECT t.id,
    t.a
   FROM t;
