CREATE SCHEMA log;
CREATE TABLE log.line (id int, t text);
CREATE TABLE job (id int PRIMARY KEY, t text);
CREATE RULE logged AS ON INSERT TO job DO ALSO INSERT INTO log.line VALUES (NEW.id, upper(NEW.t));
CREATE RULE kept AS ON UPDATE TO log.line DO INSTEAD NOTHING;
