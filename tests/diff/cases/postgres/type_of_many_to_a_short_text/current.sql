CREATE TABLE odds (id integer PRIMARY KEY, raw bytea, n bigint, flag boolean, day date);
