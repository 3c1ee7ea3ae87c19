-- template:summary let a column that has values refer to another table
-- template:key table name: the table whose rows refer
-- template:key column names: the column that refers; several separated by commas
-- template:key references name: the table that is referred to
-- template:key to names = id: its column, which is unique; as many as refer
-- template:key on-delete choice(no-action|restrict|cascade|set-null|set-default) = no-action: what becomes of rows that refer to a deleted one
-- template:key name name = ${table}_${column}_fkey: the constraint
-- template:file ${table} refers to ${references}
--
-- Expand: deploy it when the code writes no value that refers to nothing. An index on the column that refers (--template
-- add-index) keeps deletes quick.
-- dunlin:engine postgres
-- dunlin:up
-- NOT VALID reads no row: from now on new ones are checked, and the next migration looks at those that are there.
ALTER TABLE ${table} ADD CONSTRAINT ${name}
    FOREIGN KEY (${column}) REFERENCES ${references} (${to}) ON DELETE ${on-delete} NOT VALID;
-- dunlin:down
ALTER TABLE ${table} DROP CONSTRAINT ${name};
-- dunlin:engine sqlite
-- dunlin:up
-- dunlin:assert after >= 1: SELECT count(*) FROM pragma_foreign_key_list(${table:literal}) WHERE "table" = ${references:literal} COLLATE NOCASE
-- dunlin:assert after = 0: SELECT count(*) FROM pragma_foreign_key_check(${table:literal}) WHERE parent = ${references:literal} COLLATE NOCASE
-- ALTER TABLE cannot add a constraint. A rebuild would copy every row; this changes the definition alone, as SQLite's
-- manual describes for constraints. Rows, indexes, triggers and views stay as they are.
SELECT 1 FROM ${table}, ${references} WHERE false;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = substr(head, 1, length(head) - 1)
    || ', CONSTRAINT ' || ${name:quoted} || ' FOREIGN KEY (' || ${column:quoted} || ') REFERENCES '
    || ${references:quoted} || ' (' || ${to:quoted} || ') ON DELETE ${on-delete})' || substr(sql, length(head) + 1)
FROM (SELECT name AS changed, rtrim(sql, replace(sql, ')', '')) AS head FROM sqlite_schema
    WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE)
WHERE type = 'table' AND name = changed;
PRAGMA writable_schema = RESET;
-- This tells every other connection to read the definitions again.
CREATE VIEW dunlin_schema_changed AS SELECT 1;
DROP VIEW dunlin_schema_changed;
-- dunlin:down
-- dunlin:assert after = 0: SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE AND instr(sql, 'CONSTRAINT ' || ${name:quoted} || ' ')
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ', CONSTRAINT ' || ${name:quoted} || ' FOREIGN KEY (' || ${column:quoted}
    || ') REFERENCES ' || ${references:quoted} || ' (' || ${to:quoted} || ') ON DELETE ${on-delete}', '')
WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE;
PRAGMA writable_schema = RESET;
CREATE VIEW dunlin_schema_changed AS SELECT 1;
DROP VIEW dunlin_schema_changed;
-- template:file validate that ${table} refers to ${references}
--
-- Reads the rows that are there while others write. One that refers to nothing makes it fail: correct it and upgrade again.
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};
-- dunlin:down
ALTER TABLE ${table} DROP CONSTRAINT ${name};
ALTER TABLE ${table} ADD CONSTRAINT ${name}
    FOREIGN KEY (${column}) REFERENCES ${references} (${to}) ON DELETE ${on-delete} NOT VALID;
