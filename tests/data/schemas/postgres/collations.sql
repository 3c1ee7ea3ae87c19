CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE COLLATION insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION c_like (provider = libc, locale = 'C');
CREATE COLLATION mixed (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
CREATE TABLE t (a text COLLATE german, b text COLLATE insensitive, UNIQUE (b));
CREATE INDEX by_c ON t (a COLLATE c_like);
CREATE DOMAIN word AS text COLLATE german;
CREATE VIEW v AS SELECT a FROM t ORDER BY a COLLATE mixed;
