DROP VIEW ids;
-- note: table p_c is made anew, and every row of it is copied
CREATE TABLE p_c_old AS
SELECT * FROM p_c;
DROP TABLE p_c1;
DROP TABLE p_c;
ALTER TABLE p ALTER COLUMN id TYPE bigint;
CREATE TABLE p_c (
    id bigint,
    k integer,
    v text
)
PARTITION BY RANGE (id);
CREATE TABLE p_c1 (
    id bigint,
    k integer,
    v text
);
ALTER TABLE p_c ATTACH PARTITION p_c1 FOR VALUES FROM ('0') TO ('1000');
ALTER TABLE p_b ATTACH PARTITION p_c DEFAULT;
INSERT INTO p_c (id, k, v) OVERRIDING SYSTEM VALUE
SELECT id, k, v FROM p_c_old;
DROP TABLE p_c_old;
CREATE VIEW ids AS
SELECT p.id
   FROM p;
