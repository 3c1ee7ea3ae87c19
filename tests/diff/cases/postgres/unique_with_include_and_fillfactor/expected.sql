ALTER TABLE t ADD CONSTRAINT t_a_b_key UNIQUE (a) INCLUDE (b) WITH (fillfactor='70');
