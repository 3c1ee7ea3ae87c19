CREATE TYPE state AS ENUM ('new', 'done');
ALTER TABLE t ALTER COLUMN state DROP DEFAULT;
-- loss: column t.state: values that state does not have: they become 'new'::state
ALTER TABLE t ALTER COLUMN state TYPE state USING CASE WHEN state IN ('new', 'done') THEN state::state ELSE 'new'::state END;
ALTER TABLE t ALTER COLUMN state SET DEFAULT 'new'::state;
