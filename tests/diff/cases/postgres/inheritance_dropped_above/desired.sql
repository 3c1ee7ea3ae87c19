CREATE TABLE dogs (id integer, name text, tail integer);
