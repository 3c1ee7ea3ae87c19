CREATE TABLE events (id integer, note text);
