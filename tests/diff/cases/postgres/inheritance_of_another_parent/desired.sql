CREATE TABLE labelled (label text NOT NULL, CONSTRAINT short CHECK (length(label) < 99));
CREATE TABLE lamps (watt integer) INHERITS (labelled);
CREATE TABLE named (other integer);
