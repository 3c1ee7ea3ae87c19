-- loss: table notes: its rows
DROP TABLE notes;
