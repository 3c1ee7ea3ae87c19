-- template:summary add a column that may be null
-- template:key table name: the table
-- template:key column name: the new column
-- template:key type type: its type
-- template:file add ${column} to ${table}
--
-- Deploy it before the code that uses the column. The rows that are there are not written: the column is null in them,
-- and the table is locked for a moment only.
-- dunlin:up
ALTER TABLE ${table} ADD COLUMN ${column} ${type};
-- dunlin:down
ALTER TABLE ${table} DROP COLUMN ${column};
