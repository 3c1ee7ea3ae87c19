CREATE TABLE people (
    id integer NOT NULL,
    team_id integer,
    CONSTRAINT people_pkey PRIMARY KEY (id)
);
CREATE TABLE teams (
    id integer NOT NULL,
    leader_id integer,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);
ALTER TABLE people ADD CONSTRAINT people_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);
ALTER TABLE teams ADD CONSTRAINT teams_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES people(id);
