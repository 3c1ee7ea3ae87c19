-- loss: table c_lines: its rows
DROP TABLE c_lines;
-- loss: table b_orders: its rows
DROP TABLE b_orders;
-- loss: table a_users: its rows
DROP TABLE a_users;
