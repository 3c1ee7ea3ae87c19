DROP POLICY p ON t;
CREATE POLICY p ON t
    USING ((owner = 'a'::text));
