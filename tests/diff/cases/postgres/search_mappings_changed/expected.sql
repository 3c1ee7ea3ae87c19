CREATE TEXT SEARCH DICTIONARY stems (template = snowball, language = 'german');
-- note: this keeps what was found before, until it is made anew: column letters.at, index letters.letters_body, materialized view lexemes
ALTER TEXT SEARCH CONFIGURATION letters
    DROP MAPPING FOR email;
ALTER TEXT SEARCH CONFIGURATION letters
    ALTER MAPPING FOR asciiword, word WITH plain, stems;
ALTER TEXT SEARCH CONFIGURATION letters
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION letters
    ADD MAPPING FOR file WITH stems;
COMMENT ON TEXT SEARCH CONFIGURATION letters IS 'of the post';
