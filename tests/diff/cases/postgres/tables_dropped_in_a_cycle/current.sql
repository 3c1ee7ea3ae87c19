CREATE TABLE teams (id integer PRIMARY KEY, leader_id integer);
CREATE TABLE people (id integer PRIMARY KEY, team_id integer REFERENCES teams);
ALTER TABLE teams ADD FOREIGN KEY (leader_id) REFERENCES people;
