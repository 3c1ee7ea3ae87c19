CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE t (id integer, m mood);
CREATE TABLE u (id integer, all_of_them mood[] DEFAULT '{ok}');
