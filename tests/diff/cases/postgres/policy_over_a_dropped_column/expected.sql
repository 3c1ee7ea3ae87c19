ALTER POLICY own ON t
    USING ((owner = CURRENT_USER));
-- loss: column t.team: its values
ALTER TABLE t DROP COLUMN team;
