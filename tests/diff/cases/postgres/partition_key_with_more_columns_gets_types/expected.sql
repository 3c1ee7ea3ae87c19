ALTER TABLE refs DROP CONSTRAINT refs_id_code_fkey;
ALTER TABLE sales DROP CONSTRAINT sales_code;
-- loss: column refs.code: what is longer than 20 is cut off
ALTER TABLE refs ALTER COLUMN code TYPE character varying(20) USING code::character varying(20);
-- loss: column sales.code, also in sales_a: what is longer than 20 is cut off
ALTER TABLE sales
    ALTER COLUMN code TYPE character varying(20) USING code::character varying(20),
    ALTER COLUMN extra TYPE bigint;
ALTER TABLE sales_a ADD CONSTRAINT a_own_code UNIQUE (id, code) INCLUDE (extra);
ALTER TABLE sales ADD CONSTRAINT sales_code UNIQUE (id, code) INCLUDE (extra);
ALTER TABLE refs ADD CONSTRAINT refs_id_code_fkey FOREIGN KEY (id, code) REFERENCES sales_a(id, code);
