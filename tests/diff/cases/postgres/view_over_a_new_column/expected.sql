ALTER TABLE users ADD COLUMN name text;
CREATE VIEW names AS
SELECT users.id,
    users.name
   FROM users;
