CREATE PROCEDURE work(a integer) SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
COMMENT ON PROCEDURE work(integer) IS 'hard';
CREATE PROCEDURE more(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
