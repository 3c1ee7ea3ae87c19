DROP VIEW names;
CREATE VIEW names AS
SELECT users.id,
    users.name AS new
   FROM users;
