-- template:summary change a column's type: a second column, kept in step, takes its place
-- template:key table name: the table
-- template:key column name: the column
-- template:key type type: the type that it is to have
-- template:key from type: the type that it has
-- template:key using expression = CAST(${column} AS ${type}): the new value; the column's name stands for the old one
-- template:key back expression = CAST(${column} AS ${from}): the old value; the column's name stands for the new one
-- template:key key name = id: a unique column of the table, never null, that nobody changes
-- template:key size count = 1000: rows in a step of the backfill
-- template:key pause duration?: between two steps
-- template:key new name = ${column}_new: the second column until the swap
-- template:key old name = ${column}_old: the first one after it
-- template:key trigger name = ${table}_${column}_in_step: what keeps both in step
-- template:key trigger-insert name = ${table}_${column}_in_step_insert: a second trigger of SQLite's
-- template:key trigger-back name = ${table}_${column}_in_step_back: a third one
-- template:file add ${new} to ${table}, in step with ${column}
--
-- Expand: deploy it first. ALTER COLUMN TYPE would write the whole table, and its indexes, while nobody else may even
-- read it. Instead a second column is added, and a trigger keeps both in step whichever of them is written.
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} ADD COLUMN ${new} ${type};
CREATE FUNCTION ${trigger}() RETURNS trigger LANGUAGE plpgsql AS $dunlin$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.${new} IS NULL THEN
            NEW.${new} := (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given);
        ELSE
            NEW.${column} := (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}) AS given);
        END IF;
    ELSIF NEW.${column} IS DISTINCT FROM OLD.${column} THEN
        NEW.${new} := (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given);
    ELSIF NEW.${new} IS DISTINCT FROM OLD.${new}
        AND NEW.${new} IS DISTINCT FROM (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given) THEN
        NEW.${column} := (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}) AS given);
    END IF;
    RETURN NEW;
END
$dunlin$;
CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${trigger}();
-- dunlin:down
DROP TRIGGER ${trigger} ON ${table};
DROP FUNCTION ${trigger}();
ALTER TABLE ${table} DROP COLUMN ${new};
-- dunlin:engine sqlite
-- dunlin:up
ALTER TABLE ${table} ADD COLUMN ${new} ${type};
CREATE TRIGGER ${trigger-insert} AFTER INSERT ON ${table}
BEGIN
    UPDATE ${table} SET ${new} = (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}))
    WHERE ${key} = NEW.${key} AND NEW.${new} IS NULL;
    UPDATE ${table} SET ${column} = (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}))
    WHERE ${key} = NEW.${key} AND NEW.${new} IS NOT NULL;
END;
CREATE TRIGGER ${trigger} AFTER UPDATE OF ${column} ON ${table} WHEN NEW.${column} IS NOT OLD.${column}
BEGIN
    UPDATE ${table} SET ${new} = (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}))
    WHERE ${key} = NEW.${key} AND ${new} IS NOT (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}));
END;
CREATE TRIGGER ${trigger-back} AFTER UPDATE OF ${new} ON ${table}
WHEN NEW.${new} IS NOT OLD.${new} AND NEW.${column} IS OLD.${column}
    AND NEW.${new} IS NOT (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}))
BEGIN
    UPDATE ${table} SET ${column} = (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}))
    WHERE ${key} = NEW.${key};
END;
-- dunlin:down
DROP TRIGGER ${trigger-insert};
DROP TRIGGER ${trigger};
DROP TRIGGER ${trigger-back};
ALTER TABLE ${table} DROP COLUMN ${new};
-- template:file fill ${new} of ${table}
--
-- Small committed steps: no row is locked for long, and what is cut off goes on where it was. A value that cannot be converted
-- stops it; nothing of it is lost.
--
-- Before the next migration: what hangs on ${column:text} (indexes, constraints, a default, NOT NULL) does not come along. Give it
-- to ${new:text} as well (--template add-index, add-check, add-foreign-key).
-- dunlin:batch table=${table} key=${key} size=${size}{{ pause=${pause}}}
-- dunlin:up
UPDATE ${table} SET ${new} = ${using}
WHERE ${key} BETWEEN :first AND :last AND ${new} IS NULL AND ${column} IS NOT NULL;
-- dunlin:remaining
SELECT count(*) FROM ${table} WHERE ${new} IS NULL AND ${column} IS NOT NULL;
-- dunlin:down
-- Nothing: the migration before this one takes the column away.
-- template:file swap ${column} and ${new} of ${table}
--
-- Deploy it together with the code that expects the new type. Two names change places, no row is written. The old column
-- stays in step as ${old:text}, so that the way back loses nothing.
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} RENAME COLUMN ${column} TO ${old};
ALTER TABLE ${table} RENAME COLUMN ${new} TO ${column};
CREATE OR REPLACE FUNCTION ${trigger}() RETURNS trigger LANGUAGE plpgsql AS $dunlin$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.${column} IS NULL THEN
            NEW.${column} := (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given);
        ELSE
            NEW.${old} := (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}) AS given);
        END IF;
    ELSIF NEW.${old} IS DISTINCT FROM OLD.${old} THEN
        NEW.${column} := (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given);
    ELSIF NEW.${column} IS DISTINCT FROM OLD.${column}
        AND NEW.${column} IS DISTINCT FROM (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given) THEN
        NEW.${old} := (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}) AS given);
    END IF;
    RETURN NEW;
END
$dunlin$;
-- dunlin:down
ALTER TABLE ${table} RENAME COLUMN ${column} TO ${new};
ALTER TABLE ${table} RENAME COLUMN ${old} TO ${column};
CREATE OR REPLACE FUNCTION ${trigger}() RETURNS trigger LANGUAGE plpgsql AS $dunlin$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.${new} IS NULL THEN
            NEW.${new} := (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given);
        ELSE
            NEW.${column} := (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}) AS given);
        END IF;
    ELSIF NEW.${column} IS DISTINCT FROM OLD.${column} THEN
        NEW.${new} := (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given);
    ELSIF NEW.${new} IS DISTINCT FROM OLD.${new}
        AND NEW.${new} IS DISTINCT FROM (SELECT ${using} FROM (SELECT NEW.${column} AS ${column}) AS given) THEN
        NEW.${column} := (SELECT ${back} FROM (SELECT NEW.${new} AS ${column}) AS given);
    END IF;
    RETURN NEW;
END
$dunlin$;
-- dunlin:engine sqlite
-- dunlin:up
-- The triggers follow by themselves.
ALTER TABLE ${table} RENAME COLUMN ${column} TO ${old};
ALTER TABLE ${table} RENAME COLUMN ${new} TO ${column};
-- dunlin:down
ALTER TABLE ${table} RENAME COLUMN ${column} TO ${new};
ALTER TABLE ${table} RENAME COLUMN ${old} TO ${column};
-- template:file drop ${old} of ${table}
--
-- Contract: deploy it in a later release, when no code that expects the old type will run again. A view, index or constraint that
-- still hangs on ${old:text} refuses it, or goes with it: look before.
-- dunlin:engine postgres
-- dunlin:up
DROP TRIGGER ${trigger} ON ${table};
DROP FUNCTION ${trigger}();
ALTER TABLE ${table} DROP COLUMN ${old};
-- dunlin:down
ALTER TABLE ${table} ADD COLUMN ${old} ${from};
UPDATE ${table} SET ${old} = ${back};
CREATE FUNCTION ${trigger}() RETURNS trigger LANGUAGE plpgsql AS $dunlin$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.${column} IS NULL THEN
            NEW.${column} := (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given);
        ELSE
            NEW.${old} := (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}) AS given);
        END IF;
    ELSIF NEW.${old} IS DISTINCT FROM OLD.${old} THEN
        NEW.${column} := (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given);
    ELSIF NEW.${column} IS DISTINCT FROM OLD.${column}
        AND NEW.${column} IS DISTINCT FROM (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}) AS given) THEN
        NEW.${old} := (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}) AS given);
    END IF;
    RETURN NEW;
END
$dunlin$;
CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${trigger}();
-- dunlin:engine sqlite
-- dunlin:up
DROP TRIGGER ${trigger-insert};
DROP TRIGGER ${trigger};
DROP TRIGGER ${trigger-back};
ALTER TABLE ${table} DROP COLUMN ${old};
-- dunlin:down
ALTER TABLE ${table} ADD COLUMN ${old} ${from};
UPDATE ${table} SET ${old} = ${back};
CREATE TRIGGER ${trigger-insert} AFTER INSERT ON ${table}
BEGIN
    UPDATE ${table} SET ${column} = (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}))
    WHERE ${key} = NEW.${key} AND NEW.${column} IS NULL;
    UPDATE ${table} SET ${old} = (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}))
    WHERE ${key} = NEW.${key} AND NEW.${column} IS NOT NULL;
END;
CREATE TRIGGER ${trigger} AFTER UPDATE OF ${old} ON ${table} WHEN NEW.${old} IS NOT OLD.${old}
BEGIN
    UPDATE ${table} SET ${column} = (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}))
    WHERE ${key} = NEW.${key} AND ${column} IS NOT (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}));
END;
CREATE TRIGGER ${trigger-back} AFTER UPDATE OF ${column} ON ${table}
WHEN NEW.${column} IS NOT OLD.${column} AND NEW.${old} IS OLD.${old}
    AND NEW.${column} IS NOT (SELECT ${using} FROM (SELECT NEW.${old} AS ${column}))
BEGIN
    UPDATE ${table} SET ${old} = (SELECT ${back} FROM (SELECT NEW.${column} AS ${column}))
    WHERE ${key} = NEW.${key};
END;
