CREATE OR REPLACE TRIGGER a
    BEFORE UPDATE OF a ON t
    FOR EACH ROW WHEN ((old.a <> new.a)) EXECUTE FUNCTION f();
-- loss: column t.b: its values
ALTER TABLE t DROP COLUMN b;
