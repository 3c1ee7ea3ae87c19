CREATE TABLE sales (id bigint, day date, kind integer, CONSTRAINT sales_key PRIMARY KEY (id, day, kind)) PARTITION BY RANGE (day);
CREATE TABLE sales_a (id bigint NOT NULL, day date NOT NULL, kind integer NOT NULL, CONSTRAINT a_own_key PRIMARY KEY (id, day, kind)) PARTITION BY LIST (kind);
CREATE TABLE sales_a1 (id bigint NOT NULL, day date NOT NULL, kind integer NOT NULL, CONSTRAINT a1_own_key PRIMARY KEY (id, day, kind));
ALTER TABLE sales_a ATTACH PARTITION sales_a1 FOR VALUES IN (1);
ALTER TABLE sales ATTACH PARTITION sales_a FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE UNIQUE INDEX a1_extra ON sales_a1 (id);
ALTER TABLE sales_a1 REPLICA IDENTITY USING INDEX a1_extra;
ALTER TABLE sales_a1 CLUSTER ON a1_own_key;
