-- note: column base.thing.id: the rows that have no value get one: choose which
UPDATE base.thing SET id = 0 WHERE id IS NULL;
ALTER TABLE base.thing ALTER COLUMN id SET NOT NULL;
ALTER TABLE base.thing ALTER COLUMN made SET DEFAULT '2021-01-01'::date;
ALTER TABLE base.thing ADD CONSTRAINT new CHECK ((made > '1999-01-01'::date));
CREATE TABLE base.bike ()
INHERITS (base.thing);
