-- Tasks of a project
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE tasks (
    id BIGINT PRIMARY KEY,
    project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    assignee_id BIGINT REFERENCES users (id),
    title TEXT NOT NULL,
    done BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX tasks_project ON tasks (project_id);
CREATE INDEX tasks_assignee ON tasks (assignee_id);
-- dunlin:down
DROP TABLE tasks;
