SET check_function_bodies = off;
CREATE FUNCTION f2() RETURNS trigger
    LANGUAGE plpgsql
AS $$ BEGIN RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER touched
    BEFORE UPDATE ON t
    FOR EACH ROW EXECUTE FUNCTION f2();
DROP FUNCTION f1();
RESET check_function_bodies;
