-- fingerprint.sql: the least that one fingerprint a schema can cost the server: a line for each object of the schemas
-- named in $1, hashed in an order of its own, so that neither object ids nor the order in which things were made count.
-- Names of the schema itself are cut out of what the server prints. search_path must be pg_catalog.
WITH schemas AS MATERIALIZED (
    SELECT n.oid, n.nspname, quote_ident(n.nspname) || '.' AS prefix FROM pg_namespace n WHERE n.nspname = ANY ($1::text[])
), relations AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
        c.relispartition, c.relpartbound, c.relnamespace
    FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace
    WHERE c.relname <> 'schema_migrations' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.deptype = 'e')
), lines (namespace, line) AS (
    SELECT r.relnamespace, concat_ws('|', 'relation', r.relkind, r.relname, r.relpersistence, r.relrowsecurity,
        r.relforcerowsecurity, r.reloptions, pg_get_expr(r.relpartbound, r.oid),
        CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END)
    FROM relations r
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'column', r.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, a.attidentity, a.attgenerated, a.attcollation, a.attstorage, a.attoptions,
        pg_get_expr(e.adbin, e.adrelid))
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid
        AND e.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind <> 'S'
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'sequence', r.relname, q.seqtypid, q.seqstart, q.seqincrement, q.seqmin,
        q.seqmax, q.seqcache, q.seqcycle)
    FROM relations r JOIN pg_sequence q ON q.seqrelid = r.oid
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'constraint', r.relname, k.conname, pg_get_constraintdef(k.oid))
    FROM relations r JOIN pg_constraint k ON k.conrelid = r.oid
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered)
    FROM relations r JOIN pg_index i ON i.indrelid = r.oid
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'rule', pg_get_ruledef(u.oid), u.ev_enabled)
    FROM relations r JOIN pg_rewrite u ON u.ev_class = r.oid
    WHERE u.rulename <> '_RETURN'
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'policy', r.relname, p.polname, p.polpermissive, p.polcmd, p.polroles,
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
    UNION ALL
    SELECT r.relnamespace, concat_ws('|', 'comment', r.relname, d.objsubid, d.description)
    FROM relations r JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid
    UNION ALL
    SELECT s.oid, CASE f.prokind WHEN 'a' THEN concat_ws('|', 'aggregate', f.proname, pg_get_function_arguments(f.oid),
        pg_get_function_result(f.oid)) ELSE pg_get_functiondef(f.oid) END
    FROM schemas s JOIN pg_proc f ON f.pronamespace = s.oid
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
    UNION ALL
    SELECT s.oid, concat_ws('|', 'type', t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull,
        t.typdefault, (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) FROM pg_enum e
        WHERE e.enumtypid = t.oid))
    FROM schemas s JOIN pg_type t ON t.typnamespace = s.oid
    WHERE t.typtype IN ('e', 'd', 'r')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT s.oid, concat_ws('|', 'domain constraint', k.conname, pg_get_constraintdef(k.oid))
    FROM schemas s JOIN pg_type t ON t.typnamespace = s.oid AND t.typtype = 'd' JOIN pg_constraint k ON k.contypid = t.oid
    UNION ALL
    SELECT s.oid, pg_get_statisticsobjdef(x.oid)
    FROM schemas s JOIN pg_statistic_ext x ON x.stxnamespace = s.oid
)
SELECT s.nspname, md5(coalesce(string_agg(replace(l.line, s.prefix, ''), E'\n' ORDER BY replace(l.line, s.prefix, '')
    COLLATE "C"), ''))
FROM schemas s LEFT JOIN lines l ON l.namespace = s.oid
GROUP BY s.oid, s.nspname;
