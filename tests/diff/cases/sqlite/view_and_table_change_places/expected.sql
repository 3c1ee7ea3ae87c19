DROP VIEW two;
-- loss: table one: its rows
DROP TABLE one;
CREATE TABLE two (
    id INTEGER PRIMARY KEY,
    a TEXT
);
CREATE VIEW one AS
SELECT id, a
FROM two;
CREATE TRIGGER two_ii
INSTEAD OF INSERT ON one
BEGIN
    INSERT INTO two(a) VALUES (new.a);
END;
