CREATE TABLE t (a integer, b text, c timestamptz, d integer[]);
