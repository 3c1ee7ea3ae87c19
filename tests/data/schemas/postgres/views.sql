CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, email text, created timestamptz DEFAULT now());
CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users, title text, body text);
CREATE VIEW active AS SELECT id, name FROM users WHERE email IS NOT NULL;
CREATE VIEW c_base AS SELECT id AS x, email AS y FROM users;
CREATE VIEW b_on_c AS SELECT * FROM c_base;
CREATE VIEW renamed (key, label) AS SELECT id, name || '!' FROM users;
CREATE VIEW checked WITH (security_barrier) AS SELECT * FROM users WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW checked_local WITH (security_invoker = true) AS SELECT id FROM users WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE RECURSIVE VIEW numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 10;
CREATE VIEW grouped AS SELECT u.id, u.name, count(*) AS n, array_agg(p.title ORDER BY p.id) FILTER (WHERE p.body <> '') AS titles
    FROM users u LEFT JOIN posts p ON p.author = u.id GROUP BY u.id HAVING count(*) > 1;
CREATE VIEW windowed AS SELECT id, row_number() OVER w AS r, lag(name, 1) OVER (PARTITION BY email ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS l
    FROM users WINDOW w AS (ORDER BY created DESC);
CREATE VIEW many AS WITH x AS (SELECT 1 AS a), y AS MATERIALIZED (SELECT 2 AS b) SELECT x.a, y.b, CASE WHEN x.a = 1 THEN 'one' ELSE NULL END AS c, (SELECT max(id) FROM users) AS d,
    EXISTS (SELECT FROM posts) AS e, ARRAY[1, 2] AS f FROM x, LATERAL (SELECT x.a) l, y;
ALTER VIEW active ALTER COLUMN name SET DEFAULT 'nobody';
COMMENT ON VIEW active IS 'who is there';
COMMENT ON COLUMN active.id IS 'key of users';
CREATE MATERIALIZED VIEW stats AS SELECT author, count(*) AS n FROM posts GROUP BY author;
CREATE UNIQUE INDEX stats_author ON stats (author);
ALTER MATERIALIZED VIEW stats CLUSTER ON stats_author;
CREATE MATERIALIZED VIEW later WITH (fillfactor = 50) AS SELECT * FROM stats WITH NO DATA;
CREATE INDEX later_n ON later (n DESC);
COMMENT ON MATERIALIZED VIEW stats IS 'numbers';
COMMENT ON COLUMN stats.n IS 'how many';
CREATE VIEW over_stats AS SELECT n FROM stats;
