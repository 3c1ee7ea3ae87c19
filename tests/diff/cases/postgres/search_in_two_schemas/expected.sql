CREATE TEXT SEARCH DICTIONARY d (template = simple, accept = 'false');
CREATE TEXT SEARCH DICTIONARY lib.d (template = simple);
CREATE TEXT SEARCH CONFIGURATION lib.c (parser = "default");
ALTER TEXT SEARCH CONFIGURATION lib.c
    ADD MAPPING FOR asciiword WITH d, lib.d;
CREATE INDEX books_title ON lib.books USING gin (to_tsvector('lib.c'::regconfig, title));
