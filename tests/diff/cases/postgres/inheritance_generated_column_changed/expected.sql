-- note: column parts.price is computed anew for every row
ALTER TABLE parts DROP COLUMN price;
ALTER TABLE parts ADD COLUMN price integer GENERATED ALWAYS AS ((id * 3)) STORED;
-- note: column shifts.hours is computed anew for every row
ALTER TABLE shifts DROP COLUMN hours;
ALTER TABLE shifts ADD COLUMN hours integer GENERATED ALWAYS AS ((day * 7)) STORED;
COMMENT ON COLUMN wheels.price IS 'a wheel''s';
