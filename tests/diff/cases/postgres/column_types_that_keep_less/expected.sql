-- loss: column readings.a: numbers of more than 15 digits are rounded
-- loss: column readings.b: all of a value but whether it is 0
-- loss: column readings.c: fractions of a second are rounded to 0 digits
-- loss: column readings.d: fractions of a second
-- loss: column readings.e: fractions of a second are rounded to 2 digits
-- loss: column readings.g: digits that money has no place for
-- loss: column readings.h: numbers of more than 6 digits are rounded
ALTER TABLE readings
    ALTER COLUMN a TYPE double precision,
    ALTER COLUMN b TYPE boolean USING b <> 0,
    ALTER COLUMN c TYPE timestamp(0) with time zone,
    ALTER COLUMN d TYPE integer USING extract(epoch FROM d)::integer,
    ALTER COLUMN e TYPE time(2) without time zone,
    ALTER COLUMN f TYPE timestamp(6) without time zone,
    ALTER COLUMN g TYPE money USING g::numeric::money,
    ALTER COLUMN h TYPE real,
    ALTER COLUMN i TYPE real;
