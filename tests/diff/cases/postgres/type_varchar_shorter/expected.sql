-- loss: column t.a: what is longer than 20 is cut off
ALTER TABLE t ALTER COLUMN a TYPE character varying(20) USING a::character varying(20);
