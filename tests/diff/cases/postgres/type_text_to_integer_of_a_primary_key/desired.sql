CREATE TABLE lockers (number integer PRIMARY KEY, owner text);
CREATE TABLE keys (number uuid NOT NULL UNIQUE, hook integer UNIQUE);
