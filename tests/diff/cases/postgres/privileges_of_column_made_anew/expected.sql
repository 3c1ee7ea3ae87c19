-- note: column boxes.area is computed anew for every row
ALTER TABLE boxes DROP COLUMN area;
ALTER TABLE boxes ADD COLUMN area integer GENERATED ALWAYS AS ((w * 3)) STORED;
GRANT SELECT (area) ON TABLE boxes TO dunlin_reader;
