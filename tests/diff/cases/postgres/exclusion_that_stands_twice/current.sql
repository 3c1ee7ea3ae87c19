CREATE TABLE rooms (id integer);
