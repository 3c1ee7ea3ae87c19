ALTER TABLE parties ADD COLUMN size smallint;
-- note: column parties.size: the rows that have no value get one: choose which
UPDATE parties SET size = 0 WHERE size IS NULL;
ALTER TABLE parties ALTER COLUMN size SET NOT NULL;
ALTER TABLE parties ADD COLUMN depth integer;
-- note: column parties.depth: the rows that have no value get one: choose which
UPDATE parties SET depth = -5 WHERE depth IS NULL;
ALTER TABLE parties ALTER COLUMN depth SET NOT NULL;
ALTER TABLE parties ADD CONSTRAINT parties_depth_check CHECK ((depth <= '-5'::integer));
ALTER TABLE parties ADD CONSTRAINT parties_size_check CHECK ((size < 100000));
