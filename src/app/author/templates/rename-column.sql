-- template:summary rename a column: its values, indexes, views and triggers stay
-- template:key table name: the table
-- template:key column name: the column
-- template:key to name: its new name
-- template:file rename ${column} of ${table} to ${to}
--
-- Deploy it together with the code that knows the new name: code that knows only the old one fails from here on. Where both must
-- run side by side, --template change-column-type with the same type makes a second column first and keeps both in step.
-- dunlin:up
ALTER TABLE ${table} RENAME COLUMN ${column} TO ${to};
-- dunlin:down
ALTER TABLE ${table} RENAME COLUMN ${to} TO ${column};
