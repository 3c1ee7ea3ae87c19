CREATE TYPE mood AS ENUM ('sad', 'ok');
-- loss: column t.m: values that mood does not have: they become 'sad'
ALTER TABLE t ALTER COLUMN m TYPE mood USING CASE WHEN m IN ('sad', 'ok') THEN m::mood ELSE 'sad' END;
