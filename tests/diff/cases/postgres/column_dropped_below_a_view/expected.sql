DROP VIEW contacts;
-- loss: column users.phone: its values
ALTER TABLE users DROP COLUMN phone;
CREATE VIEW contacts AS
SELECT users.id,
    users.email
   FROM users;
COMMENT ON VIEW contacts IS 'how to reach them';
