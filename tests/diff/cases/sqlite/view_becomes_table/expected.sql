DROP VIEW thing;
CREATE TABLE thing (
    n INT
);
CREATE TRIGGER thing_ai
AFTER INSERT ON thing
BEGIN
    INSERT INTO base(n) VALUES (new.n);
END;
