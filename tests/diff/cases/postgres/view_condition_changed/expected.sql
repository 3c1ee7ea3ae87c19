CREATE OR REPLACE VIEW names AS
SELECT users.id,
    users.name
   FROM users
  WHERE (users.id > 1)
  ORDER BY users.name;
