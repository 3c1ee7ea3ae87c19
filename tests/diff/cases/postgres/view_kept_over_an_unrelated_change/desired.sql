CREATE TABLE t (a integer DEFAULT 4, b text NOT NULL, c text);
CREATE VIEW v AS SELECT a, b FROM t;
