CREATE TABLE t (a integer, tags text[], data jsonb, during tsrange, day date);
