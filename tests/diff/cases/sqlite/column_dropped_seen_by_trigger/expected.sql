DROP TRIGGER t_ai;
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
CREATE TRIGGER t_ai
AFTER INSERT ON t
BEGIN
    INSERT INTO log(what) VALUES (new.a);
END;
