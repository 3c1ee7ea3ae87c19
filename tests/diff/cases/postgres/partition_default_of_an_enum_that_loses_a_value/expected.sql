ALTER TABLE adults ALTER COLUMN feels DROP DEFAULT;
ALTER TABLE minors ALTER COLUMN feels DROP DEFAULT;
ALTER TABLE people ALTER COLUMN feels DROP DEFAULT;
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'glad');
-- loss: column people.feels, also in adults: rows with 'mad' get 'glad'::mood
ALTER TABLE people ALTER COLUMN feels TYPE mood USING CASE WHEN feels::text IN ('mad') THEN 'glad'::mood ELSE feels::text::mood END;
ALTER TABLE people ALTER COLUMN feels SET DEFAULT 'glad'::mood;
ALTER TABLE adults ALTER COLUMN feels SET DEFAULT 'glad'::mood;
-- loss: column minors.feels: rows with 'mad' get 'glad'::mood
ALTER TABLE minors ALTER COLUMN feels TYPE mood USING CASE WHEN feels::text IN ('mad') THEN 'glad'::mood ELSE feels::text::mood END;
ALTER TABLE minors ALTER COLUMN feels SET DEFAULT 'glad'::mood;
DROP TYPE mood_old;
ALTER TABLE people ATTACH PARTITION minors FOR VALUES IN (2, 20);
