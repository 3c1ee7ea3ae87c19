CREATE TABLE a (id integer DEFAULT 1, n text DEFAULT 'a');
CREATE TABLE b (id integer DEFAULT 2, extra text) INHERITS (a);
CREATE TABLE c (n text DEFAULT 'c') INHERITS (b);
