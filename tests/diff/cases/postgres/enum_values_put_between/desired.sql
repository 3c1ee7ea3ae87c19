CREATE TYPE mood AS ENUM ('very sad', 'sad', 'so so', 'fair', 'ok', 'happy', 'very happy');
CREATE TABLE t (m mood);
