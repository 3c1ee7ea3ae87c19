-- When a task is due, and how much it matters: "one more migration"
-- dunlin:scope tenant
-- dunlin:up
ALTER TABLE tasks ADD COLUMN due_on DATE;
ALTER TABLE tasks ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tasks_due ON tasks (due_on);
-- dunlin:down
DROP INDEX tasks_due;
ALTER TABLE tasks DROP COLUMN priority;
ALTER TABLE tasks DROP COLUMN due_on;
