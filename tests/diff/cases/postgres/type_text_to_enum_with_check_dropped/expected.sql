ALTER TABLE t DROP CONSTRAINT t_state_check;
CREATE TYPE state AS ENUM ('new', 'done');
-- loss: column t.state: values that state does not have: they become NULL
ALTER TABLE t ALTER COLUMN state TYPE state USING CASE WHEN state IN ('new', 'done') THEN state::state ELSE NULL END;
