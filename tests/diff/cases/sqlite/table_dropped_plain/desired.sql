CREATE TABLE kept (body TEXT);
