CREATE TABLE recipes (id integer PRIMARY KEY, title text, method text);
