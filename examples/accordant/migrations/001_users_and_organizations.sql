-- Users and organizations
-- dunlin:scope public
-- dunlin:up
CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL UNIQUE
);
-- dunlin:down
DROP TABLE users;
DROP TABLE organizations;
