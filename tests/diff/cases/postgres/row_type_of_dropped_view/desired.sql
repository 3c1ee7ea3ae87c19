CREATE TABLE t (id integer, v text);
CREATE TABLE log (id integer, note text, was text);
CREATE TABLE log2 (id integer, note text);
