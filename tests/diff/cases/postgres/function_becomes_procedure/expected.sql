SET check_function_bodies = off;
DROP FUNCTION work();
CREATE PROCEDURE work()
    LANGUAGE plpgsql
AS $$ BEGIN NULL; END $$;
RESET check_function_bodies;
