CREATE TABLE nodes (id INTEGER PRIMARY KEY, label TEXT, parent_id INTEGER REFERENCES nodes (id) ON DELETE CASCADE);
CREATE INDEX nodes_parent ON nodes (parent_id) WHERE parent_id IS NOT NULL;
