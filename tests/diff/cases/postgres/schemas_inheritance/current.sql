CREATE SCHEMA base;
CREATE TABLE base.thing (id int, made date DEFAULT '2020-01-01');
CREATE TABLE car (wheels int) INHERITS (base.thing);
