-- loss: table old_users: its rows
DROP TABLE old_users;
