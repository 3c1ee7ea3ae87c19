CREATE TABLE t (id INTEGER PRIMARY KEY, parent INT);
CREATE VIEW tree AS WITH RECURSIVE up (id, depth) AS (SELECT id, 0 FROM t WHERE parent IS NULL UNION ALL SELECT t.id, up.depth + 1 FROM t JOIN up ON up.id = t.parent) SELECT id, depth FROM up;
