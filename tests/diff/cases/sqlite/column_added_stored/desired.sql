CREATE TABLE t (id INTEGER PRIMARY KEY, price REAL, n INT, total REAL AS (price * n) STORED);
