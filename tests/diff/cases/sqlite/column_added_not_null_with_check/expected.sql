CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    age INT NOT NULL,
    code TEXT NOT NULL,
    part INT NOT NULL,
    size INT NOT NULL,
    CHECK (age > 17),
    CHECK (length(code) = 3),
    CHECK (part BETWEEN 2 AND 9),
    CHECK (size >= 1),
    CHECK (state IN ('new', 'old'))
);
-- note: column t.state: rows that have no value get 'new': choose it
-- note: column t.age: rows that have no value get 18: choose it
-- note: column t.code: rows that have no value get '???': choose it
-- note: column t.part: rows that have no value get 2: choose it
-- note: column t.size: rows that have no value get 1: choose it
INSERT INTO t_new (id, state, age, code, part, size)
SELECT id, 'new', 18, '???', 2, 1
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
