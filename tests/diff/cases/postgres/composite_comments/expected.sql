COMMENT ON TYPE pair IS 'two';
COMMENT ON COLUMN pair.b IS 'the second';
