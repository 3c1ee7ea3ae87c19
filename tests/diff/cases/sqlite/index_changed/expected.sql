DROP INDEX i1;
DROP INDEX i2;
DROP INDEX i3;
DROP INDEX i4;
DROP INDEX i5;
-- note: fails where two rows are the same in (a)
CREATE UNIQUE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a) WHERE b > 2;
CREATE INDEX i3 ON t (b DESC);
CREATE INDEX i4 ON t (b, a);
CREATE INDEX i5 ON t (a COLLATE rtrim);
