CREATE TABLE addresses (street text, town text);
CREATE TABLE people (id integer, home addresses, note text);
