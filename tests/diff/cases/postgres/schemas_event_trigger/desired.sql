CREATE SCHEMA guard;
CREATE FUNCTION guard.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER watched ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION guard.watch();
