CREATE TABLE sales (id bigint, day date, CONSTRAINT sales_key PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE sales_a (id bigint NOT NULL, day date NOT NULL, CONSTRAINT a_own_key PRIMARY KEY (id, day));
ALTER TABLE sales ATTACH PARTITION sales_a FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_b PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE sales_a RENAME CONSTRAINT a_own_key TO sales_a_pkey;
COMMENT ON CONSTRAINT sales_a_pkey ON sales_a IS 'of a';
COMMENT ON CONSTRAINT sales_key ON sales IS 'of all';
COMMENT ON INDEX sales_b_pkey IS 'index of b';
