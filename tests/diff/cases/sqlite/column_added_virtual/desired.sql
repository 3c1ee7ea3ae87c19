CREATE TABLE t (id INTEGER PRIMARY KEY, first TEXT, last TEXT, full TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL);
CREATE INDEX t_full ON t (full);
