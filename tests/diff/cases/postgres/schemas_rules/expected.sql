DROP RULE frozen ON log.line;
CREATE OR REPLACE RULE logged AS
    ON INSERT TO job DO  INSERT INTO log.line (id, t)
  VALUES (new.id, upper(new.t));
CREATE RULE kept AS
    ON UPDATE TO log.line DO INSTEAD NOTHING;
