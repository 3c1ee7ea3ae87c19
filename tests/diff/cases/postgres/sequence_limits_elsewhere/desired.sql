CREATE SEQUENCE low MINVALUE 500 MAXVALUE 900;
CREATE SEQUENCE free;
CREATE TABLE t (a integer DEFAULT nextval('low'), b integer DEFAULT nextval('free'));
