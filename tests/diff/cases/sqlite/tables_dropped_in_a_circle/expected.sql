PRAGMA foreign_keys = OFF;
-- loss: table a: its rows
DROP TABLE a;
-- loss: table b: its rows
DROP TABLE b;
