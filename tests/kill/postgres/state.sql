-- Everything that must be the same whatever was killed when, one line each. The audit log has its own rows in every run.
WITH place AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'dunlin') OR nspname LIKE 'tenant%'
), relation AS (
    SELECT pg_class.oid, nspname, relname, relkind FROM place JOIN pg_class ON relnamespace = place.oid
), line (text) AS (
    SELECT format('schema %s', nspname) FROM place
    UNION ALL
    SELECT format('relation %s.%s %s', nspname, relname, relkind) FROM relation
    UNION ALL
    SELECT format('column %s.%s.%s %s %s %s', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull,
        pg_get_expr(adbin, adrelid))
    FROM relation JOIN pg_attribute ON attrelid = relation.oid AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT format('index %s valid %s ready %s live %s', pg_get_indexdef(indexrelid), indisvalid, indisready, indislive)
    FROM relation JOIN pg_index ON indexrelid = relation.oid
    UNION ALL
    SELECT format('constraint %s.%s %s %s', nspname, conname, pg_get_constraintdef(pg_constraint.oid), convalidated)
    FROM place JOIN pg_constraint ON connamespace = place.oid
    UNION ALL
    SELECT format('rows of %s.%s %s', nspname, relname, regexp_replace(query_to_xml(format(wanted, relation.oid::regclass),
        true, true, '')::text, '\s+|xmlns:\S+', '', 'g'))
    FROM relation JOIN (VALUES
        ('log', 'SELECT line, count(*) FROM %s GROUP BY line ORDER BY line'),
        ('item', 'SELECT name, count(*) FROM %s GROUP BY name ORDER BY name'),
        ('schema_migrations', 'SELECT version, checksum, state, statements_done, journal, duration_ms IS NOT NULL AS timed'
            ' FROM %s ORDER BY version')
    ) AS query (name, wanted) ON name = relname
    UNION ALL
    SELECT format('%s advisory locks', count(*)) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL
    SELECT format('%s other sessions', count(*)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
)
SELECT text FROM line ORDER BY text;
