ALTER TABLE a.node DROP CONSTRAINT node_edge_id_fkey;
-- loss: table b.edge: its rows
DROP TABLE b.edge;
-- loss: table a.node: its rows
DROP TABLE a.node;
CREATE TABLE a.leaf (
    id integer NOT NULL,
    CONSTRAINT leaf_pkey PRIMARY KEY (id)
);
DROP SCHEMA b;
