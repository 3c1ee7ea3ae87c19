CREATE TEXT SEARCH DICTIONARY names (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY "Stems" (TEMPLATE = snowball, LANGUAGE = english, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION people (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION people ADD MAPPING FOR asciiword WITH names, "Stems";
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE INDEX people_name ON people USING gin (to_tsvector('people', name));
