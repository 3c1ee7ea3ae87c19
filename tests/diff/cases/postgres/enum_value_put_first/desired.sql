CREATE TYPE mood AS ENUM ('awful', 'sad', 'ok');
CREATE TABLE t (m mood);
