-- Projects, each with an owner
-- dunlin:scope tenant
-- dunlin:up
CREATE TABLE projects (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX projects_owner ON projects (owner_id);
-- dunlin:down
DROP TABLE projects;
