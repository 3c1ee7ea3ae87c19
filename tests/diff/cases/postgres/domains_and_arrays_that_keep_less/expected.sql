ALTER DOMAIN label RENAME TO label_old;
CREATE DOMAIN label AS character varying(40);
-- loss: column items.name: what is longer than 40 is cut off
ALTER TABLE items ALTER COLUMN name TYPE label USING (name::character varying(40))::label;
DROP DOMAIN label_old;
ALTER DOMAIN moment RENAME TO moment_old;
CREATE DOMAIN moment AS date;
-- loss: column items.made: all but the date of each value
ALTER TABLE items ALTER COLUMN made TYPE moment USING (made::date)::moment;
DROP DOMAIN moment_old;
ALTER DOMAIN price RENAME TO price_old;
CREATE DOMAIN price AS numeric(8,2);
-- loss: column items.cost: values are rounded to numeric(8,2); those that do not fit make it fail
ALTER TABLE items ALTER COLUMN cost TYPE price USING (cost::numeric(8,2))::price;
DROP DOMAIN price_old;
-- loss: column items.costs: elements are cut or rounded to what numeric(8,2) holds, or make it fail
-- loss: column items.days: elements are cut or rounded to what date holds, or make it fail
ALTER TABLE items
    ALTER COLUMN costs TYPE numeric(8,2)[],
    ALTER COLUMN days TYPE date[] USING days::text[]::date[];
