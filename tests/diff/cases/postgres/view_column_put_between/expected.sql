DROP VIEW names;
CREATE VIEW names AS
SELECT users.id,
    users.email,
    users.name
   FROM users;
GRANT SELECT ON TABLE names TO dunlin_reader;
