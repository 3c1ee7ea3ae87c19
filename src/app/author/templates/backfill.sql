-- template:summary fill a column in small committed steps
-- template:key table name: the table
-- template:key column name: the column
-- template:key value expression: what it gets; other columns may be in it
-- template:key where expression = ${column} IS NULL: which rows lack it; the value must put an end to that
-- template:key key name = id: a unique column of the table, never null, that nobody changes
-- template:key size count = 1000: rows in a step
-- template:key pause duration?: between two steps
-- template:file fill ${column} of ${table}
--
-- Deploy it when all running code writes the column for new rows. Small committed steps: no row is locked for long, and
-- what is cut off goes on where it was.
-- dunlin:batch table=${table} key=${key} size=${size}{{ pause=${pause}}}
-- dunlin:up
UPDATE ${table} SET ${column} = ${value}
WHERE ${key} BETWEEN :first AND :last AND (${where});
-- dunlin:remaining
SELECT count(*) FROM ${table} WHERE ${where};
-- dunlin:down
-- Nothing: which values were filled in cannot be told any more, and they harm nobody.
