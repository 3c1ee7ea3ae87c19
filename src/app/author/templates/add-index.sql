-- template:summary build an index while the application reads and writes
-- template:key table name: the table
-- template:key columns keys: columns and expressions, separated by commas
-- template:key unique switch = no: whether no two rows may have the same
-- template:key where expression?: for these rows alone
-- template:key name name = ${table}_${columns}_idx: the index
-- template:file index ${columns} of ${table}
--
-- Any time; before the code that needs it.
-- template:engine postgres
-- CONCURRENTLY lets others write meanwhile and refuses a transaction. What a build that is cut off leaves behind, the next
-- upgrade drops and builds again.
-- dunlin:transaction off
-- template:engine any
-- dunlin:engine postgres
-- dunlin:up
CREATE {{${unique}UNIQUE }}INDEX CONCURRENTLY ${name} ON ${table} (${columns}){{ WHERE ${where}}};
-- dunlin:down
DROP INDEX CONCURRENTLY ${name};
-- dunlin:engine sqlite
-- dunlin:up
CREATE {{${unique}UNIQUE }}INDEX ${name} ON ${table} (${columns}){{ WHERE ${where}}};
-- dunlin:down
DROP INDEX ${name};
