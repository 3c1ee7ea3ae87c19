CREATE TABLE boxes (w integer, h integer);
