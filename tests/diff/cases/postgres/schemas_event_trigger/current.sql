CREATE SCHEMA guard;
CREATE FUNCTION guard.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
