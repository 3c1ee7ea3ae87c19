ALTER TYPE kind.colour ADD VALUE 'green' AFTER 'red';
-- transaction
ALTER TABLE shirt ALTER COLUMN size DROP DEFAULT;
ALTER TYPE kind.size RENAME TO size_old;
CREATE TYPE kind.size AS ENUM ('small', 'large');
-- loss: column shirt.size: rows with 'huge' get NULL
ALTER TABLE shirt ALTER COLUMN size TYPE kind.size USING CASE WHEN size::text IN ('huge') THEN NULL ELSE size::text::kind.size END;
ALTER TABLE shirt ALTER COLUMN size SET DEFAULT 'large'::kind.size;
DROP TYPE kind.size_old;
