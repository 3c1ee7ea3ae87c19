DROP VIEW short_names;
DROP VIEW names;
-- loss: table users: its rows
DROP TABLE users;
