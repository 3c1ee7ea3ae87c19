DROP VIEW more;
DROP VIEW names;
CREATE VIEW names AS
SELECT (users.id)::bigint AS id
   FROM users;
CREATE VIEW more AS
SELECT names.id
   FROM names;
