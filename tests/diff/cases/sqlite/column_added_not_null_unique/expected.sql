CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    n INT NOT NULL,
    UNIQUE (slug)
);
-- note: column t.slug: rows that have no value get CAST(row_number() OVER () AS TEXT): choose it
-- note: column t.n: rows that have no value get row_number() OVER (): choose it
-- note: fails where two rows are the same in UNIQUE (slug)
INSERT INTO t_new (id, slug, n)
SELECT id, CAST(row_number() OVER () AS TEXT), row_number() OVER ()
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
-- note: fails where two rows are the same in (n)
CREATE UNIQUE INDEX t_n ON t (n);
