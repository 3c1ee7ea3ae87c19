CREATE TABLE t (id bigint PRIMARY KEY, a bigint NOT NULL, b text DEFAULT 'y', c varchar(50));
