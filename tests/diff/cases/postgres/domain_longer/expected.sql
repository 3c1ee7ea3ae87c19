ALTER DOMAIN code RENAME TO code_old;
CREATE DOMAIN code AS character varying(10);
ALTER TABLE t
    ALTER COLUMN a TYPE code USING (a::character varying(10))::code,
    ALTER COLUMN b TYPE code[];
DROP DOMAIN code_old;
