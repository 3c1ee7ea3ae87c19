CREATE TABLE t (a character varying(10) DEFAULT 'x'::varchar, b decimal DEFAULT 1.50, c bool DEFAULT true, d timestamp with time zone DEFAULT current_timestamp, e double precision DEFAULT 1);
