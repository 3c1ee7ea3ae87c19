SET check_function_bodies = off;
DROP PROCEDURE gone();
CREATE PROCEDURE more(INOUT n integer)
    LANGUAGE plpgsql
AS $$ BEGIN n := n + 1; END $$;
CREATE OR REPLACE PROCEDURE work(IN a integer)
    LANGUAGE plpgsql SECURITY DEFINER
AS $$ BEGIN COMMIT; END $$;
COMMENT ON PROCEDURE work(integer) IS 'hard';
RESET check_function_bodies;
