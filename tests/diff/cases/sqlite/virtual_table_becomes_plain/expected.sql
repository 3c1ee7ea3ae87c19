-- loss: table t: its rows
DROP TABLE t;
CREATE TABLE t (
    id INTEGER PRIMARY KEY,
    a REAL,
    b REAL
);
