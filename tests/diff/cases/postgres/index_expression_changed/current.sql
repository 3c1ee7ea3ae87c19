CREATE TABLE t (email text);
CREATE INDEX t_email ON t (lower(email));
