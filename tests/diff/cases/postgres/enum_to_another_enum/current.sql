CREATE TYPE old_mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id integer, m old_mood);
