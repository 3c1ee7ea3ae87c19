ALTER DOMAIN shape.percent DROP CONSTRAINT percent_check;
-- note: the rows without a value get 0: choose the value
UPDATE mark SET share = 0 WHERE share IS NULL;
ALTER DOMAIN shape.percent SET NOT NULL;
COMMENT ON DOMAIN shape.percent IS 'of a hundred';
ALTER DOMAIN shape.percent ADD CONSTRAINT at_least CHECK ((VALUE >= 0));
COMMENT ON CONSTRAINT at_least ON DOMAIN shape.percent IS 'no debts';
ALTER DOMAIN shape.percent ADD CONSTRAINT at_most CHECK ((VALUE <= 100));
ALTER TYPE shape.point3 ADD ATTRIBUTE z integer;
ALTER TYPE shape.span RENAME TO span_old;
ALTER TYPE shape.span_multirange RENAME TO span_multirange_old;
ALTER FUNCTION shape.span(integer, integer) RENAME TO span_old;
ALTER FUNCTION shape.span(integer, integer, text) RENAME TO span_old;
ALTER FUNCTION shape.span_multirange() RENAME TO span_multirange_old;
ALTER FUNCTION shape.span_multirange(shape.span_old) RENAME TO span_multirange_old;
ALTER FUNCTION shape.span_multirange(shape.span_old[]) RENAME TO span_multirange_old;
CREATE TYPE shape.span AS RANGE (subtype = bigint);
ALTER TABLE mark ALTER COLUMN s TYPE shape.span USING s::text::shape.span;
DROP TYPE shape.span_old;
