CREATE TYPE "Mood m" AS ENUM ('it''s', '''', 'a"b', 'x,y', '\');
CREATE TABLE t (m "Mood m");
