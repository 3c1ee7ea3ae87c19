CREATE VIEW names AS
SELECT users.id,
    upper(users.name) AS name
   FROM users
  WHERE (users.name IS NOT NULL);
