CREATE TABLE parties (id integer);
