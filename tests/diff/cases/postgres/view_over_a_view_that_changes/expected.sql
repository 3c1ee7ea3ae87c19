DROP VIEW c;
DROP VIEW b;
DROP VIEW a;
CREATE VIEW a AS
SELECT users.name,
    users.id
   FROM users;
CREATE VIEW b AS
SELECT a.name
   FROM a;
CREATE VIEW c AS
SELECT b.name
   FROM b;
COMMENT ON VIEW c IS 'kept';
