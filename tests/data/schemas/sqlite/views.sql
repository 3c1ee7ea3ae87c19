CREATE TABLE users (id INTEGER PRIMARY KEY, Name TEXT, email);
CREATE VIEW a AS SELECT id, Name FROM users WHERE email IS NOT NULL;
CREATE VIEW b (x, "Y y") AS SELECT id, Name || '!' FROM a ORDER BY 1 DESC LIMIT 5;
CREATE VIEW c AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i AS "Key", i AS End, t.* FROM n, (SELECT count(*) AS c FROM users) t;
CREATE VIEW d AS SELECT u.id, row_number() OVER (PARTITION BY u.email ORDER BY u.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS r FROM users u LEFT OUTER JOIN users v ON u.id = v.id GROUP BY u.id HAVING count(*) > 0;
CREATE VIEW broken AS SELECT gone FROM nowhere;
CREATE VIEW e AS SELECT users.email AS key, -id AS m, NOT id AS n FROM users;
