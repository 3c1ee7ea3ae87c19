ALTER POLICY p ON t
    USING ((owner = 'b'::text))
    WITH CHECK ((owner = 'c'::text));
