DROP VIEW big;
DROP INDEX boxes_size;
-- note: column boxes.size is computed anew for every row
ALTER TABLE boxes DROP COLUMN size;
ALTER TABLE boxes ADD COLUMN size integer GENERATED ALWAYS AS ((w + h)) STORED;
CREATE INDEX boxes_size ON boxes (size);
CREATE VIEW big AS
SELECT boxes.id,
    boxes.size
   FROM boxes
  WHERE (boxes.size > 10);
