-- loss: column t.a: what is longer than 30 is cut off
ALTER TABLE t ALTER COLUMN a TYPE character varying(30) USING a::character varying(30);
