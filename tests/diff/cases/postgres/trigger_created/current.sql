CREATE TABLE t (id integer, changed_at timestamptz);
