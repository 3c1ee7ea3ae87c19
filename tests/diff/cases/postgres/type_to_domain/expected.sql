CREATE DOMAIN positive AS integer
    CONSTRAINT positive_check CHECK ((VALUE > 0));
ALTER TABLE t ALTER COLUMN a TYPE positive;
