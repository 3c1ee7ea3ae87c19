-- note: column boxes.size is computed anew for every row
ALTER TABLE boxes DROP COLUMN size;
ALTER TABLE boxes
    ALTER COLUMN w TYPE bigint,
    ALTER COLUMN h TYPE bigint;
ALTER TABLE boxes ADD COLUMN size bigint GENERATED ALWAYS AS ((w * h)) STORED;
