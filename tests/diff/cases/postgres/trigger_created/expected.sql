SET check_function_bodies = off;
CREATE FUNCTION touch() RETURNS trigger
    LANGUAGE plpgsql
AS $$ BEGIN NEW.changed_at := now(); RETURN NEW; END $$;
CREATE TRIGGER touched
    BEFORE INSERT OR UPDATE ON t
    FOR EACH ROW EXECUTE FUNCTION touch();
RESET check_function_bodies;
