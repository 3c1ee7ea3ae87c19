CREATE TABLE dated (day date DEFAULT '2020-01-01');
CREATE TABLE priced (price integer DEFAULT 1);
CREATE TABLE sale () INHERITS (dated, priced);
ALTER TABLE sale ALTER price SET DEFAULT 5;
ALTER TABLE sale ALTER price SET NOT NULL;
CREATE TABLE gift () INHERITS (dated, priced);
ALTER TABLE gift ALTER price DROP DEFAULT;
