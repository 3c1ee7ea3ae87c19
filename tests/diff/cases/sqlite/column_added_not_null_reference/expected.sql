PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (
    id INTEGER PRIMARY KEY,
    org_id INTEGER NOT NULL,
    FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE
);
-- note: column users.org_id: rows that have no value get (SELECT min(id) FROM orgs): choose it
-- note: fails where a row lacks what it refers to by FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE
INSERT INTO users_new (id, org_id)
SELECT id, (SELECT min(id) FROM orgs)
FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE INDEX users_org ON users (org_id);
