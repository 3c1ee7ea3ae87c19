-- note: table p is made anew, and every row of it is copied
CREATE TABLE p_old AS
SELECT * FROM p;
DROP TABLE p_a;
DROP TABLE p_b1;
DROP TABLE p_b2a;
DROP TABLE p_b2;
DROP TABLE p_b;
DROP TABLE p;
CREATE TABLE p (
    id integer,
    k bigint,
    v text
)
PARTITION BY LIST (k);
CREATE TABLE p_a (
    id integer,
    k bigint,
    v text
);
CREATE TABLE p_b (
    id integer,
    k bigint,
    v text
)
PARTITION BY RANGE (id);
ALTER TABLE p ATTACH PARTITION p_a FOR VALUES IN ('1');
CREATE TABLE p_b1 (
    id integer,
    k bigint,
    v text
);
ALTER TABLE p_b ATTACH PARTITION p_b1 FOR VALUES FROM (0) TO (1000);
CREATE TABLE p_b2 (
    id integer,
    k bigint,
    v text
)
PARTITION BY HASH (id);
CREATE TABLE p_b2a (
    id integer,
    k bigint,
    v text
);
ALTER TABLE p_b2 ATTACH PARTITION p_b2a FOR VALUES WITH (modulus 1, remainder 0);
ALTER TABLE p_b ATTACH PARTITION p_b2 FOR VALUES FROM (1000) TO (2000);
ALTER TABLE p ATTACH PARTITION p_b FOR VALUES IN ('2');
INSERT INTO p (id, k, v) OVERRIDING SYSTEM VALUE
SELECT id, k, v FROM p_old;
DROP TABLE p_old;
