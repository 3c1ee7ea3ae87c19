ALTER TABLE people DROP CONSTRAINT people_team_id_fkey;
-- loss: table teams: its rows
DROP TABLE teams;
-- loss: table people: its rows
DROP TABLE people;
