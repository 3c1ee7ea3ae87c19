CREATE TABLE t (a integer, b varchar(5));
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER b SET DEFAULT 'x';
