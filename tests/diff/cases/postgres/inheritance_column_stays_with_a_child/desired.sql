CREATE TABLE items (id integer);
CREATE TABLE boxes (size integer, note text) INHERITS (items);
CREATE TABLE bags () INHERITS (items);
CREATE TABLE small_boxes () INHERITS (boxes);
