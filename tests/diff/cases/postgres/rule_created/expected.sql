CREATE RULE no_delete AS
    ON DELETE TO t    WHERE (old.a = 1) DO INSTEAD NOTHING;
COMMENT ON RULE no_delete ON t IS 'never';
