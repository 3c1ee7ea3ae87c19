CREATE TABLE events (id integer, day date NOT NULL, note text);
