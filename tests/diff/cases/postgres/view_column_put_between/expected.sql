DROP VIEW names;
CREATE VIEW names AS
SELECT users.id,
    users.email,
    users.name
   FROM users;
