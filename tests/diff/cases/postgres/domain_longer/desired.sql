CREATE DOMAIN code AS varchar(10);
CREATE TABLE t (a code, b code[]);
