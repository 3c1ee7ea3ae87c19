ALTER TYPE place RENAME TO place_old;
CREATE TYPE place AS (
    street text,
    number text,
    floor numeric(10,2),
    town text,
    zip character varying(10)
);
-- loss: attribute place.floor: values are rounded to numeric(10,2); those that do not fit make it fail
ALTER TABLE depots
    ALTER COLUMN at TYPE place USING CASE WHEN at IS DISTINCT FROM NULL THEN ROW((at).street, (at).number, (at).floor, NULL, (at).zip)::place END,
    ALTER COLUMN formerly TYPE place USING CASE WHEN formerly IS DISTINCT FROM NULL THEN ROW((formerly).street, (formerly).number, (formerly).floor, NULL, (formerly).zip)::place END;
DROP TYPE place_old;
