-- note: column boxes.size is computed anew for every row
ALTER TABLE boxes DROP COLUMN size;
ALTER TABLE boxes ADD COLUMN size integer GENERATED ALWAYS AS ((w + h)) STORED;
