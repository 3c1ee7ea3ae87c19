-- template:summary add a check to a table that has rows
-- template:key table name: the table
-- template:key name name: the constraint
-- template:key check expression: what must hold for each row
-- template:file check ${name} of ${table}
--
-- Expand: deploy it when the code writes no row that fails it.
-- dunlin:engine postgres
-- dunlin:up
-- NOT VALID reads no row: from now on new ones are checked, and the next migration looks at those that are there.
ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${check}) NOT VALID;
-- dunlin:down
ALTER TABLE ${table} DROP CONSTRAINT ${name};
-- dunlin:engine sqlite
-- dunlin:up
-- dunlin:assert before = 0: SELECT count(*) FROM (SELECT substr(sql, length(rtrim(sql, replace(sql, ')', ''))) + 1) AS rest FROM sqlite_schema WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE) WHERE instr(rest, '*/') > 0 AND instr(rest, '/*') NOT BETWEEN 1 AND instr(rest, '*/')
-- dunlin:assert after = 1: SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE AND instr(sql, 'CONSTRAINT ' || ${name:quoted} || ' ')
-- dunlin:assert after = ok: SELECT group_concat(quick_check) FROM pragma_quick_check(${table:literal})
-- ALTER TABLE cannot add a constraint. A rebuild would copy every row; this changes the definition alone, as SQLite's
-- manual describes for constraints. Rows, indexes, triggers and views stay as they are. In a
-- comment behind the table it would hold nothing: so the first assertion, and a line of its own.
SELECT 1 FROM ${table} WHERE false;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = substr(head, 1, length(head) - 1)
    || ',' || char(10) || 'CONSTRAINT ' || ${name:quoted} || ' CHECK (' || ${check:quoted} || '))' || substr(sql, length(head) + 1)
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
UPDATE sqlite_schema SET sql = replace(sql, ',' || char(10) || 'CONSTRAINT ' || ${name:quoted} || ' CHECK (' || ${check:quoted} || ')', '')
WHERE type = 'table' AND name = ${table:literal} COLLATE NOCASE;
PRAGMA writable_schema = RESET;
CREATE VIEW dunlin_schema_changed AS SELECT 1;
DROP VIEW dunlin_schema_changed;
-- template:file validate the check ${name} of ${table}
--
-- Reads the rows that are there while others write. One that fails the check makes it fail: correct it and upgrade again.
-- dunlin:engine postgres
-- dunlin:up
ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};
-- dunlin:down
ALTER TABLE ${table} DROP CONSTRAINT ${name};
ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${check}) NOT VALID;
