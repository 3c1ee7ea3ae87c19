CREATE TYPE new_mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m new_mood);
