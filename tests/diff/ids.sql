-- SPDX-License-Identifier: Apache-2.0
-- ids.sql: what there is in the schema public, what PostgreSQL knows it by, and who may use it. What is a part of something else is
-- left out.
WITH own AS MATERIALIZED (
    SELECT c.* FROM pg_catalog.pg_class c WHERE c.relnamespace = 'public'::regnamespace
)
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' WHEN 'c' THEN 'type '
    ELSE 'table ' END || c.relname, c.oid::text, nullif(concat_ws(' ', (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(c.relacl) x),
    (SELECT string_agg(a.attname || ' ' || a.attacl::text, ',' ORDER BY a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)), '')
FROM own c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
UNION ALL
SELECT 'index ' || c.relname, c.oid::text, NULL FROM own c
WHERE c.relkind IN ('i', 'I') AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'column ' || c.relname || '.' || a.attname, a.attnum::text, NULL
FROM own c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'f', 'c')
UNION ALL
SELECT 'constraint ' || coalesce(c.relname, t.typname) || '.' || k.conname, k.oid::text, NULL
FROM pg_catalog.pg_constraint k LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
WHERE k.connamespace = 'public'::regnamespace AND k.contype <> 't'
UNION ALL
SELECT 'type ' || t.typname, t.oid::text, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(t.typacl) x) FROM pg_catalog.pg_type t
WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd', 'r')
UNION ALL
SELECT CASE f.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END || f.proname || '('
    || pg_catalog.oidvectortypes(f.proargtypes) || ')', f.oid::text, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(f.proacl) x)
FROM pg_catalog.pg_proc f WHERE f.pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger ' || c.relname || '.' || t.tgname, t.oid::text, NULL
FROM own c JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || c.relname || '.' || p.polname, p.oid::text, NULL FROM own c JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid
UNION ALL
SELECT 'rule ' || c.relname || '.' || r.rulename, r.oid::text, NULL
FROM own c JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics ' || s.stxname, s.oid::text, NULL FROM pg_catalog.pg_statistic_ext s WHERE s.stxnamespace = 'public'::regnamespace
UNION ALL
SELECT 'collation ' || c.collname, c.oid::text, NULL FROM pg_catalog.pg_collation c WHERE c.collnamespace = 'public'::regnamespace
UNION ALL
SELECT 'operator ' || o.oprname || '(' || o.oprleft::regtype || ',' || o.oprright::regtype || ')', o.oid::text, NULL
FROM pg_catalog.pg_operator o WHERE o.oprnamespace = 'public'::regnamespace
UNION ALL
SELECT 'event trigger ' || e.evtname, e.oid::text, NULL FROM pg_catalog.pg_event_trigger e
UNION ALL
SELECT 'extension ' || x.extname, x.oid::text, NULL FROM pg_catalog.pg_extension x WHERE x.extname <> 'plpgsql'
