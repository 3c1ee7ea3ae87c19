CREATE TABLE t_new (
    id INTEGER PRIMARY KEY,
    a TEXT,
    UNIQUE (a)
);
-- note: fails where two rows are the same in UNIQUE (a)
INSERT INTO t_new (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TRIGGER t_ad
BEFORE DELETE ON t
BEGIN
    INSERT INTO log(what) VALUES ('out ' || old.a);
END;
CREATE TRIGGER t_ai
AFTER INSERT ON t
BEGIN
    INSERT INTO log(what) VALUES ('in ' || new.a);
END;
