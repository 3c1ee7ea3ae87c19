ALTER TABLE tracks DETACH PARTITION tracks_2;
-- loss: table tracks_2: its rows
DROP TABLE tracks_2;
