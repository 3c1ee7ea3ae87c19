-- note: column dogs.twice is computed anew for every row
ALTER TABLE dogs DROP COLUMN twice;
-- note: column pugs.thrice is computed anew for every row
ALTER TABLE pugs DROP COLUMN thrice;
ALTER TABLE animals ALTER COLUMN id TYPE bigint;
ALTER TABLE dogs ADD COLUMN twice numeric GENERATED ALWAYS AS ((id * 2)) STORED;
ALTER TABLE pugs ADD COLUMN thrice numeric GENERATED ALWAYS AS ((id * 3)) STORED;
