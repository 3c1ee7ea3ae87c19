-- note: table p is made anew, and every row of it is copied
CREATE TABLE p_old AS
SELECT * FROM p;
DROP TABLE p_a;
DROP TABLE p_b1;
DROP TABLE p_b;
DROP TABLE p;
CREATE TABLE p (
    id bigint,
    k character varying(10),
    v integer
)
PARTITION BY LIST (k);
CREATE TABLE p_a (
    id bigint,
    k character varying(10),
    v integer
);
CREATE INDEX p_a_v_idx ON p_a (v);
CREATE TABLE p_b (
    id bigint,
    k character varying(10),
    v integer
)
PARTITION BY RANGE (id);
CREATE TABLE p_b1 (
    id bigint,
    k character varying(10),
    v integer
);
CREATE INDEX p_b1_v_idx ON p_b1 (v);
CREATE INDEX p_b_v_idx ON p_b (v);
CREATE INDEX p_v ON p (v);
CREATE TRIGGER tr
    AFTER INSERT ON p
    FOR EACH ROW EXECUTE FUNCTION tf();
ALTER TABLE p ATTACH PARTITION p_a FOR VALUES IN ('a');
ALTER TABLE p_b ATTACH PARTITION p_b1 FOR VALUES FROM ('0') TO ('1000');
ALTER TABLE p ATTACH PARTITION p_b FOR VALUES IN ('b');
-- loss: column p.k, also in p_a, p_b, p_b1: what is longer than 10 is cut off
INSERT INTO p (id, k, v) OVERRIDING SYSTEM VALUE
SELECT id, k::character varying(10), v FROM p_old;
DROP TABLE p_old;
