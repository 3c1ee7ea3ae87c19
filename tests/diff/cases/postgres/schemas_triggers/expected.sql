SET check_function_bodies = off;
DROP TRIGGER entered ON audit.entry;
ALTER TABLE audit.entry ADD COLUMN at timestamp with time zone DEFAULT now();
CREATE OR REPLACE FUNCTION audit.note() RETURNS trigger
    LANGUAGE plpgsql
AS $$ BEGIN INSERT INTO audit.entry (what) VALUES (TG_TABLE_NAME || TG_OP); RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER noted
    AFTER INSERT OR UPDATE ON account
    FOR EACH ROW EXECUTE FUNCTION audit.note();
CREATE TRIGGER stamped
    BEFORE UPDATE ON audit.entry
    FOR EACH ROW EXECUTE FUNCTION audit.note();
COMMENT ON TRIGGER stamped ON audit.entry IS 'sleeps';
ALTER TABLE audit.entry DISABLE TRIGGER stamped;
RESET check_function_bodies;
