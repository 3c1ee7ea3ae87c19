-- template:summary add a column that is never null to a table that has rows
-- template:key table name: the table
-- template:key column name: the new column
-- template:key type type: its type
-- template:key default expression: what a new row has when nothing else is said; on SQLite a constant
-- template:key value expression = ${default}: what the rows that are there get; other columns may be in it
-- template:key key name = id: a unique column of the table, never null, that nobody changes
-- template:key size count = 1000: rows in a step of the backfill
-- template:key pause duration?: between two steps
-- template:key constraint name = ${table}_${column}_not_null: a check that is there for a while (PostgreSQL)
-- template:file add ${column} to ${table}
--
-- Expand: deploy it before the code that uses the column. Code that does not know the column goes on: the default fills it.
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} ADD COLUMN ${column} ${type};
-- A statement of its own, so that the default is for new rows alone: the backfill knows the others by their null.
ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT ${default};
-- dunlin:down
ALTER TABLE ${table} DROP COLUMN ${column};
-- dunlin:engine sqlite
-- dunlin:up
-- SQLite takes NOT NULL with a constant default without writing a row, and has one writer at a time in any case. In one
-- transaction with the UPDATE, nobody can have written a value that it would replace.
ALTER TABLE ${table} ADD COLUMN ${column} ${type} NOT NULL DEFAULT ${default};
UPDATE ${table} SET ${column} = ${value} WHERE ${column} IS NOT (${value});
-- dunlin:down
ALTER TABLE ${table} DROP COLUMN ${column};
-- template:file fill ${column} of ${table}
--
-- Small committed steps: no row is locked for long, and what is cut off goes on where it was. Values that the application has
-- written meanwhile are left alone.
-- dunlin:batch table=${table} key=${key} size=${size}{{ pause=${pause}}}
-- dunlin:engine postgres
-- dunlin:up
UPDATE ${table} SET ${column} = ${value}
WHERE ${key} BETWEEN :first AND :last AND ${column} IS NULL;
-- dunlin:remaining
SELECT count(*) FROM ${table} WHERE ${column} IS NULL;
-- dunlin:down
-- Nothing: the migration before this one takes the column away.
-- template:engine both
-- dunlin:engine sqlite
-- dunlin:up
-- Nothing is left to do: in SQLite the column has no null.
UPDATE ${table} SET ${column} = ${column} WHERE ${key} BETWEEN :first AND :last AND ${column} IS NULL;
-- dunlin:remaining
SELECT 0;
-- dunlin:down
-- template:file ${column} of ${table} is never null
--
-- Contract: deploy it when no running code writes null into the column. SET NOT NULL alone would read the whole table while
-- nobody else may even read it. A check that is added NOT VALID reads nothing, VALIDATE reads while the application
-- works, and SET NOT NULL believes the check. For that each statement needs a transaction of its own.
-- dunlin:transaction off
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} ADD CONSTRAINT ${constraint} CHECK (${column} IS NOT NULL) NOT VALID;
ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint};
ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL;
ALTER TABLE ${table} DROP CONSTRAINT ${constraint};
-- dunlin:down
ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL;
