CREATE FUNCTION seen() RETURNS event_trigger
    LANGUAGE plpgsql
AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER on_ddl ON ddl_command_end
    WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
    EXECUTE FUNCTION seen();
