CREATE TABLE lockers (number text, owner text);
CREATE TABLE keys (number text NOT NULL, hook text UNIQUE);
