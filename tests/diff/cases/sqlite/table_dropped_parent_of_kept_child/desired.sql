CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER, name TEXT);
