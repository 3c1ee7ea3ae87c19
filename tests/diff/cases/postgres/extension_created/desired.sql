CREATE EXTENSION citext;
CREATE EXTENSION btree_gist;
CREATE TABLE t (id integer, name citext, during tsrange, EXCLUDE USING gist (id WITH =, during WITH &&));
