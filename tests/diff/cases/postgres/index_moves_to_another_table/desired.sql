CREATE TABLE t (a integer);
CREATE TABLE u (a integer);
CREATE INDEX by_a ON u (a);
