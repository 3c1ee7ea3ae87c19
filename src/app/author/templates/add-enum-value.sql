-- template:summary add a value to an enum
-- template:key type name: the enum
-- template:key value text: the new value
-- template:key before text?: the value that it stands before; without it, last
-- template:key after text?: the value that it stands behind
-- template:key shadow name = ${type}_without: a type that is there for a moment in a downgrade
-- template:key table name = ${type}: on SQLite, which has no enums, the table that holds the values
-- template:key column name = value: its column
-- template:file add ${value} to ${type}
--
-- Deploy it before the code that uses the value. Nothing is read or written but the list of values.
-- dunlin:engine postgres
-- dunlin:up
ALTER TYPE ${type} ADD VALUE ${value}{{ BEFORE ${before}}}{{ AFTER ${after}}};
-- dunlin:down
-- PostgreSQL cannot take a value away: a type without it takes the place. That writes every table with such a column while
-- nobody else may use it, and fails where a row still has the value.
DO $dunlin$
DECLARE
    labels text;
    preset text;
    target record;
BEGIN
    SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) INTO labels
    FROM pg_enum WHERE enumtypid = ${type:quoted}::regtype AND enumlabel <> ${value};
    EXECUTE 'CREATE TYPE ' || ${shadow:quoted} || ' AS ENUM (' || labels || ')';
    FOR target IN
        SELECT a.attrelid::regclass AS relation, quote_ident(a.attname) AS name, pg_get_expr(d.adbin, d.adrelid) AS preset
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.atttypid = ${type:quoted}::regtype AND NOT a.attisdropped AND a.attinhcount = 0
    LOOP
        EXECUTE 'ALTER TABLE ' || target.relation || ' ALTER COLUMN ' || target.name || ' DROP DEFAULT';
        EXECUTE 'ALTER TABLE ' || target.relation || ' ALTER COLUMN ' || target.name || ' TYPE ' || ${shadow:quoted}
            || ' USING ' || target.name || '::text::' || ${shadow:quoted};
        IF target.preset IS NOT NULL THEN
            EXECUTE 'SELECT quote_nullable((' || target.preset || ')::text)' INTO preset;
            EXECUTE 'ALTER TABLE ' || target.relation || ' ALTER COLUMN ' || target.name || ' SET DEFAULT ' || preset;
        END IF;
    END LOOP;
END
$dunlin$;
DROP TYPE ${type};
ALTER TYPE ${shadow} RENAME TO ${type};
-- dunlin:engine sqlite
-- dunlin:up
INSERT INTO ${table} (${column}) VALUES (${value});
-- dunlin:down
DELETE FROM ${table} WHERE ${column} = ${value};
