ALTER TABLE users
    ALTER COLUMN email TYPE text,
    ALTER COLUMN age TYPE bigint;
ALTER TABLE users ADD COLUMN phone text;
