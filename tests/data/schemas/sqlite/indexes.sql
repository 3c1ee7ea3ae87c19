CREATE TABLE t (a, b TEXT COLLATE NOCASE, c, "d e");
CREATE INDEX by_a ON t (a);
CREATE UNIQUE INDEX by_b ON t (b COLLATE BINARY DESC, a ASC);
CREATE INDEX partial ON t (c) WHERE c IS NOT NULL AND a > 5;
CREATE INDEX expression ON t (lower(b), c + 1, (a || ', ' || "d e"));
CREATE INDEX IF NOT EXISTS main.spaced ON t ("d e", [a], `b`);
CREATE UNIQUE INDEX both ON t (a, substr(b, 1, 3) COLLATE NOCASE DESC) WHERE b = 'WHERE';
