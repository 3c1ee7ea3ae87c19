-- loss: table events_2023: its rows
DROP TABLE events_2023;
