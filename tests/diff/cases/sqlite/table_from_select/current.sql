CREATE TABLE source (id INTEGER PRIMARY KEY, label TEXT, price REAL);
CREATE TABLE copy AS SELECT id, label, price FROM source;
