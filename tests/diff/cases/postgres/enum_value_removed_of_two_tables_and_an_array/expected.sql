ALTER TABLE u ALTER COLUMN all_of_them DROP DEFAULT;
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('ok', 'happy');
-- loss: column t.m: rows with 'sad' get NULL
ALTER TABLE t ALTER COLUMN m TYPE mood USING CASE WHEN m::text IN ('sad') THEN NULL ELSE m::text::mood END;
-- loss: column u.all_of_them: elements that the new type does not have
ALTER TABLE u ALTER COLUMN all_of_them TYPE mood[] USING array_remove(all_of_them::text[], 'sad')::mood[];
ALTER TABLE u ALTER COLUMN all_of_them SET DEFAULT '{ok}'::mood[];
DROP TYPE mood_old;
