-- loss: column items.note: its values
ALTER TABLE ONLY items DROP COLUMN note;
-- loss: column bags.note: its values
ALTER TABLE bags DROP COLUMN note;
