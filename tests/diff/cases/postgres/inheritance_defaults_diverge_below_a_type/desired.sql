CREATE TABLE a (id bigint DEFAULT 10, n varchar(20) DEFAULT 'aa');
CREATE TABLE b (id bigint DEFAULT 2, extra text) INHERITS (a);
CREATE TABLE c (n varchar(20)) INHERITS (b);
ALTER TABLE c ALTER n DROP DEFAULT;
