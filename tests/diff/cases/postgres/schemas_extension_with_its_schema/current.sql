CREATE TABLE page (id int PRIMARY KEY, t text);
