CREATE EVENT TRIGGER watched ON ddl_command_end
    WHEN TAG IN ('CREATE VIEW')
    EXECUTE FUNCTION guard.watch();
