CREATE OR REPLACE VIEW names AS
SELECT users.id,
    users.name,
    users.email
   FROM users;
