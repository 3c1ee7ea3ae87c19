CREATE TABLE notes (body TEXT);
CREATE TABLE kept (body TEXT);
