CREATE TYPE mood AS ENUM ('sad', 'so so', 'ok', 'happy');
CREATE TYPE odd AS ENUM ('it''s', 'a,b', 'back\slash', 'ünï', '', 'line
break');
CREATE TYPE nothing AS ENUM ();
CREATE TABLE people (m mood DEFAULT 'ok' NOT NULL, history mood[] DEFAULT '{sad,ok}'::mood[], o odd DEFAULT 'a,b', CHECK (m <> 'sad'));
CREATE INDEX sad_ones ON people (m) WHERE m = 'sad'::mood;
COMMENT ON TYPE mood IS 'how one feels';
