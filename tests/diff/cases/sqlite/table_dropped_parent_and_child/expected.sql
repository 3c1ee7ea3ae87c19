-- loss: table children: its rows
DROP TABLE children;
-- loss: table parents: its rows
DROP TABLE parents;
