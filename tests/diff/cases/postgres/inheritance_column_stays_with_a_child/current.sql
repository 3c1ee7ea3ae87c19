CREATE TABLE items (id integer, note text);
CREATE TABLE boxes (size integer) INHERITS (items);
CREATE TABLE bags () INHERITS (items);
CREATE TABLE small_boxes () INHERITS (boxes);
