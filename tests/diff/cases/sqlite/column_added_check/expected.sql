-- note: fails where a row does not pass CHECK (high IS NULL OR high >= low)
ALTER TABLE t ADD COLUMN high INT CONSTRAINT in_order CHECK (high IS NULL OR high >= low);
