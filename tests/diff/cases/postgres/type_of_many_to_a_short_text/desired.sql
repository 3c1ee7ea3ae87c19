CREATE TABLE odds (id integer PRIMARY KEY, raw character(1), n character varying(20), flag character varying(3), day character varying(4));
