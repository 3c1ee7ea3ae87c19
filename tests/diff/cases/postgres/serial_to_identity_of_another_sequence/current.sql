CREATE TABLE tickets (id bigserial PRIMARY KEY, title text);
CREATE TABLE seats (id serial, row_number integer);
