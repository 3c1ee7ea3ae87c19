ALTER TABLE users ADD COLUMN name text;
CREATE OR REPLACE VIEW names AS
SELECT users.id,
    users.name
   FROM users;
