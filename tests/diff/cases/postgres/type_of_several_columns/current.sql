CREATE TABLE t (id integer PRIMARY KEY, a integer, b varchar(10) DEFAULT 'x', c text);
