CREATE SCHEMA base;
CREATE TABLE base.thing (id int NOT NULL, made date DEFAULT '2021-01-01', CONSTRAINT new CHECK (made > '1999-01-01'));
CREATE TABLE car (wheels int) INHERITS (base.thing);
CREATE TABLE base.bike () INHERITS (base.thing);
