-- note: table c is made anew, and every row of it is copied
CREATE TABLE c_old AS
SELECT * FROM ONLY c;
DROP TABLE c;
CREATE TABLE c (
    x integer
)
INHERITS (a, b);
INSERT INTO c (id, x) OVERRIDING SYSTEM VALUE
SELECT id, x FROM c_old;
DROP TABLE c_old;
