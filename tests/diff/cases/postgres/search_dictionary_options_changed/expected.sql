-- note: this keeps what was found before, until it is made anew: index people.people_name
ALTER TEXT SEARCH DICTIONARY "Stems" (stopwords);
-- note: this keeps what was found before, until it is made anew: index people.people_name
ALTER TEXT SEARCH DICTIONARY names (stopwords = 'english');
COMMENT ON TEXT SEARCH DICTIONARY names IS 'without "and", ''or''';
