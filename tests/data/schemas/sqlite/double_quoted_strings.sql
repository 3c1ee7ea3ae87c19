CREATE TABLE t (status TEXT CHECK (status IN ("active", "gone")), a TEXT DEFAULT "x y", "b" INT CHECK ("b" > 0));
CREATE VIEW v AS SELECT "b", "no column" AS c FROM t WHERE "status" = "active";
CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET status = "gone" WHERE "b" = 1; END;
CREATE TABLE other (active TEXT, gone TEXT);
CREATE VIEW over_view AS SELECT "c" FROM v WHERE "c" <> "nothing at all";
