ALTER TABLE animals ALTER COLUMN feels DROP DEFAULT;
ALTER TABLE dogs NO INHERIT animals;
-- loss: column dogs.feels: its values
ALTER TABLE dogs DROP COLUMN feels;
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'glad');
-- loss: column animals.feels: rows with 'mad' get NULL
ALTER TABLE animals ALTER COLUMN feels TYPE mood USING CASE WHEN feels::text IN ('mad') THEN NULL ELSE feels::text::mood END;
ALTER TABLE animals ALTER COLUMN feels SET DEFAULT 'sad'::mood;
DROP TYPE mood_old;
