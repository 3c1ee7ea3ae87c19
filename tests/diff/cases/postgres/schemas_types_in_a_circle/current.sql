CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.node (id int PRIMARY KEY);
CREATE TABLE b.edge (id int PRIMARY KEY, node_id int REFERENCES a.node);
ALTER TABLE a.node ADD COLUMN edge_id int REFERENCES b.edge;
