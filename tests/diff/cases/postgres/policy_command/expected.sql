DROP POLICY p ON t;
CREATE POLICY p ON t FOR DELETE
    USING ((owner = 'a'::text));
COMMENT ON POLICY p ON t IS 'kept';
