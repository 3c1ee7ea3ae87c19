-- template:summary move columns of a table into a table of their own, one row for each row
-- template:key table name: the table
-- template:key new name: the new table
-- template:key columns columns: what moves, with types: "street text, city text"
-- template:key key name = id: a unique column of the table, never null, that nobody changes; the new table has it, too
-- template:key key-type type = bigint: its type
-- template:key size count = 1000: rows in a step of the copy
-- template:key pause duration?: between two steps
-- template:key to-new name = ${table}_to_${new}: the trigger that tells the new table what is written to the old one
-- template:key to-old name = ${new}_to_${table}: the one for the other way
-- template:key to-new-insert name = ${table}_to_${new}_insert: the same for new rows (SQLite)
-- template:key to-old-insert name = ${new}_to_${table}_insert: the same for new rows (SQLite)
-- template:key to-new-delete name = ${table}_to_${new}_delete: the same for deleted rows (SQLite)
-- template:file create ${new}, in step with ${table}
--
-- Expand: deploy it first. Code that writes the columns of the old table and code that writes the new table may run side by
-- side: triggers keep both in step. Rows of the new table are deleted with those of the old one.
-- dunlin:engine postgres
-- dunlin:up
CREATE TABLE ${new} (
    ${key} ${key-type} NOT NULL PRIMARY KEY REFERENCES ${table} (${key}) ON DELETE CASCADE,
    ${columns}
);
CREATE FUNCTION ${to-new}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $dunlin$
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS DISTINCT FROM (${columns:new});
    RETURN NULL;
END
$dunlin$;
CREATE FUNCTION ${to-old}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $dunlin$
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS DISTINCT FROM (${columns:new});
    RETURN NULL;
END
$dunlin$;
CREATE TRIGGER ${to-new} AFTER INSERT OR UPDATE OF ${columns:names} ON ${table}
    FOR EACH ROW EXECUTE FUNCTION ${to-new}();
CREATE TRIGGER ${to-old} AFTER INSERT OR UPDATE ON ${new}
    FOR EACH ROW EXECUTE FUNCTION ${to-old}();
-- dunlin:down
DROP TRIGGER ${to-new} ON ${table};
DROP TRIGGER ${to-old} ON ${new};
DROP FUNCTION ${to-new}();
DROP FUNCTION ${to-old}();
DROP TABLE ${new};
-- dunlin:engine sqlite
-- dunlin:up
CREATE TABLE ${new} (
    ${key} ${key-type} NOT NULL PRIMARY KEY REFERENCES ${table} (${key}) ON DELETE CASCADE,
    ${columns}
);
CREATE TRIGGER ${to-new-insert} AFTER INSERT ON ${table}
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-new} AFTER UPDATE OF ${columns:names} ON ${table}
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-new-delete} AFTER DELETE ON ${table}
BEGIN
    DELETE FROM ${new} WHERE ${key} = OLD.${key};
END;
CREATE TRIGGER ${to-old-insert} AFTER INSERT ON ${new}
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-old} AFTER UPDATE OF ${columns:names} ON ${new}
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
-- dunlin:down
DROP TRIGGER ${to-new-insert};
DROP TRIGGER ${to-new};
DROP TRIGGER ${to-new-delete};
DROP TRIGGER ${to-old-insert};
DROP TRIGGER ${to-old};
DROP TABLE ${new};
-- template:file copy ${table} to ${new}
--
-- Small committed steps: no row is locked for long, and what is cut off goes on where it was. Deploy the code that reads the new
-- table behind it.
-- dunlin:batch table=${table} key=${key} size=${size}{{ pause=${pause}}}
-- dunlin:up
INSERT INTO ${new} (${key}, ${columns:names})
SELECT ${key}, ${columns:names} FROM ${table} WHERE ${key} BETWEEN :first AND :last
ON CONFLICT (${key}) DO NOTHING;
-- dunlin:remaining
SELECT count(*) FROM ${table} AS former
WHERE NOT EXISTS (SELECT 1 FROM ${new} AS latter WHERE latter.${key} = former.${key});
-- dunlin:down
-- Nothing: the migration before this one takes the table away.
-- template:file drop the columns of ${table} that ${new} has
--
-- Contract: deploy it in a later release, when no code that uses the columns of the old table will run again. Its way back adds them
-- again with their values; a default, NOT NULL, an index or a constraint of theirs is for you to add to it.
-- dunlin:engine postgres
-- dunlin:up
DROP TRIGGER ${to-new} ON ${table};
DROP TRIGGER ${to-old} ON ${new};
DROP FUNCTION ${to-new}();
DROP FUNCTION ${to-old}();
ALTER TABLE ${table} DROP COLUMN ${columns:each-name};
-- dunlin:down
ALTER TABLE ${table} ADD COLUMN ${columns:each};
UPDATE ${table} AS former SET (${columns:names}) =
    (SELECT ${columns:names} FROM ${new} AS latter WHERE latter.${key} = former.${key});
CREATE FUNCTION ${to-new}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $dunlin$
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS DISTINCT FROM (${columns:new});
    RETURN NULL;
END
$dunlin$;
CREATE FUNCTION ${to-old}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $dunlin$
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS DISTINCT FROM (${columns:new});
    RETURN NULL;
END
$dunlin$;
CREATE TRIGGER ${to-new} AFTER INSERT OR UPDATE OF ${columns:names} ON ${table}
    FOR EACH ROW EXECUTE FUNCTION ${to-new}();
CREATE TRIGGER ${to-old} AFTER INSERT OR UPDATE ON ${new}
    FOR EACH ROW EXECUTE FUNCTION ${to-old}();
-- dunlin:engine sqlite
-- dunlin:up
DROP TRIGGER ${to-new-insert};
DROP TRIGGER ${to-new};
DROP TRIGGER ${to-new-delete};
DROP TRIGGER ${to-old-insert};
DROP TRIGGER ${to-old};
ALTER TABLE ${table} DROP COLUMN ${columns:each-name};
-- dunlin:down
ALTER TABLE ${table} ADD COLUMN ${columns:each};
UPDATE ${table} AS former SET (${columns:names}) =
    (SELECT ${columns:names} FROM ${new} AS latter WHERE latter.${key} = former.${key});
CREATE TRIGGER ${to-new-insert} AFTER INSERT ON ${table}
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-new} AFTER UPDATE OF ${columns:names} ON ${table}
BEGIN
    INSERT INTO ${new} (${key}, ${columns:names}) VALUES (NEW.${key}, ${columns:new}) ON CONFLICT (${key}) DO NOTHING;
    UPDATE ${new} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-new-delete} AFTER DELETE ON ${table}
BEGIN
    DELETE FROM ${new} WHERE ${key} = OLD.${key};
END;
CREATE TRIGGER ${to-old-insert} AFTER INSERT ON ${new}
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
CREATE TRIGGER ${to-old} AFTER UPDATE OF ${columns:names} ON ${new}
BEGIN
    UPDATE ${table} SET (${columns:names}) = (SELECT ${columns:new})
    WHERE ${key} = NEW.${key} AND (${columns:names}) IS NOT (${columns:new});
END;
