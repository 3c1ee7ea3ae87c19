PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (
    id INTEGER PRIMARY KEY,
    org_id INTEGER DEFAULT 1,
    FOREIGN KEY (org_id) REFERENCES orgs (id)
);
-- note: fails where a row lacks what it refers to by FOREIGN KEY (org_id) REFERENCES orgs (id)
INSERT INTO users_new (id)
SELECT id
FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
