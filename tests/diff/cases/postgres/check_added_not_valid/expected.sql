ALTER TABLE t ADD CONSTRAINT sane CHECK ((price > (0)::numeric)) NOT VALID;
