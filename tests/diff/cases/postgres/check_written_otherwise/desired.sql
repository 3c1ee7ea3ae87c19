CREATE TABLE t (a integer, b text, CONSTRAINT c1 CHECK ((a > 0) AND (a < 10)), CONSTRAINT c2 CHECK (b = ANY (ARRAY['x'::text, 'y'::text])));
