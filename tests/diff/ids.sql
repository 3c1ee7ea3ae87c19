-- SPDX-License-Identifier: Apache-2.0
-- ids.sql: what there is in the schemas, what PostgreSQL knows it by, and who may use it. What is not in public has its schema before its
-- name. What is a part of something else is left out. As a function, so that
-- the server plans it once a session.
CREATE OR REPLACE FUNCTION dunlin_test.ids() RETURNS TABLE (name text, id text, granted text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY WITH place AS MATERIALIZED (
    SELECT n.oid, CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END AS name FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^(pg_|kept_)' AND n.nspname NOT IN ('information_schema', 'dunlin_test')
), own AS MATERIALIZED (
    SELECT c.*, p.name AS place FROM pg_catalog.pg_class c JOIN place p ON p.oid = c.relnamespace
)
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' WHEN 'c' THEN 'type '
    ELSE 'table ' END || c.place || c.relname, c.oid::text, nullif(concat_ws(' ', (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(c.relacl) x),
    (SELECT string_agg(a.attname || ' ' || a.attacl::text, ',' ORDER BY a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)), '')
FROM own c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
UNION ALL
SELECT 'index ' || c.place || c.relname, c.oid::text, NULL FROM own c
WHERE c.relkind IN ('i', 'I') AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'column ' || c.place || c.relname || '.' || a.attname, a.attnum::text, NULL
FROM own c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'f', 'c')
UNION ALL
SELECT 'constraint ' || p.name || coalesce(c.relname, t.typname) || '.' || k.conname, k.oid::text, NULL
FROM pg_catalog.pg_constraint k JOIN place p ON p.oid = k.connamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
WHERE k.contype <> 't'
UNION ALL
SELECT 'type ' || p.name || t.typname, t.oid::text, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(t.typacl) x) FROM pg_catalog.pg_type t
JOIN place p ON p.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
UNION ALL
SELECT CASE f.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END || p.name || f.proname || '('
    || pg_catalog.oidvectortypes(f.proargtypes) || ')', f.oid::text, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(f.proacl) x)
FROM pg_catalog.pg_proc f JOIN place p ON p.oid = f.pronamespace
UNION ALL
SELECT 'trigger ' || c.place || c.relname || '.' || t.tgname, t.oid::text, NULL
FROM own c JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || c.place || c.relname || '.' || p.polname, p.oid::text, NULL FROM own c JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid
UNION ALL
SELECT 'rule ' || c.place || c.relname || '.' || r.rulename, r.oid::text, NULL
FROM own c JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics ' || p.name || s.stxname, s.oid::text, NULL FROM pg_catalog.pg_statistic_ext s JOIN place p ON p.oid = s.stxnamespace
UNION ALL
SELECT 'collation ' || p.name || c.collname, c.oid::text, NULL FROM pg_catalog.pg_collation c JOIN place p ON p.oid = c.collnamespace
UNION ALL
SELECT 'text search configuration ' || p.name || c.cfgname, c.oid::text, NULL FROM pg_catalog.pg_ts_config c JOIN place p ON p.oid = c.cfgnamespace
UNION ALL
SELECT 'text search dictionary ' || p.name || d.dictname, d.oid::text, NULL FROM pg_catalog.pg_ts_dict d JOIN place p ON p.oid = d.dictnamespace
UNION ALL
SELECT 'operator ' || p.name || o.oprname || '(' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE o.oprleft::regtype::text END || ', ' || o.oprright::regtype || ')', o.oid::text, NULL
FROM pg_catalog.pg_operator o JOIN place p ON p.oid = o.oprnamespace
UNION ALL
SELECT 'cast ' || c.castsource::regtype || ' AS ' || c.casttarget::regtype, c.oid::text, NULL FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
UNION ALL
SELECT 'conversion ' || p.name || c.conname, c.oid::text, NULL FROM pg_catalog.pg_conversion c JOIN place p ON p.oid = c.connamespace
UNION ALL
SELECT 'operator class ' || p.name || o.opcname || '(' || m.amname || ')', o.oid::text, NULL
FROM pg_catalog.pg_opclass o JOIN place p ON p.oid = o.opcnamespace JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
UNION ALL
SELECT 'operator family ' || p.name || o.opfname || '(' || m.amname || ')', o.oid::text, NULL
FROM pg_catalog.pg_opfamily o JOIN place p ON p.oid = o.opfnamespace JOIN pg_catalog.pg_am m ON m.oid = o.opfmethod
UNION ALL
SELECT 'schema ' || n.nspname, n.oid::text, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(n.nspacl) x)
FROM pg_catalog.pg_namespace n JOIN place p ON p.oid = n.oid WHERE n.nspname <> 'public'
UNION ALL
SELECT 'event trigger ' || e.evtname, e.oid::text, NULL FROM pg_catalog.pg_event_trigger e
UNION ALL
SELECT 'extension ' || x.extname, x.oid::text, NULL FROM pg_catalog.pg_extension x WHERE x.extname <> 'plpgsql';
END $$;
