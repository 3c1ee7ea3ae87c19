CREATE INDEX i1 ON t (a);
-- note: fails where two rows are the same in (a, b DESC)
CREATE UNIQUE INDEX i2 ON t (a, b DESC);
CREATE INDEX i3 ON t (c COLLATE nocase);
CREATE INDEX i4 ON t (lower(a), b + 1);
CREATE INDEX i5 ON t (b) WHERE c IS NOT NULL AND b > 10;
-- note: fails where two rows are the same in (coalesce(c, ''))
CREATE UNIQUE INDEX i6 ON t (coalesce(c, '')) WHERE a LIKE 'x%';
