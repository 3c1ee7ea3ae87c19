-- SPDX-License-Identifier: Apache-2.0
-- plant.sql: puts rows into every table of the schemas, of values that any type takes. What it cannot satisfy (a check that it
-- does not understand) is left empty, and named in what plant() returns. Triggers and rules do not see it.
CREATE SCHEMA IF NOT EXISTS dunlin_test;

-- The schemas that a case has its things in.
CREATE OR REPLACE FUNCTION dunlin_test.own() RETURNS SETOF oid LANGUAGE sql AS $$
    SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|kept_)' AND nspname NOT IN ('information_schema', 'dunlin_test')
$$;

-- A text that the type's input takes; another one for each n and, where a constraint refused one, for each attempt.
CREATE OR REPLACE FUNCTION dunlin_test.value(type oid, modifier integer, n integer, attempt integer, words text[])
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    t pg_catalog.pg_type;
    m integer := CASE attempt WHEN 0 THEN n WHEN 1 THEN n * 10 WHEN 2 THEN n * 100 WHEN 3 THEN -n ELSE n + attempt * 3 END;
    word text;
BEGIN
    SELECT * INTO STRICT t FROM pg_type WHERE oid = type;
    IF words <> '{}' THEN
        RETURN words[(n + attempt - 1) % cardinality(words) + 1];
    ELSIF t.typtype = 'd' THEN
        RETURN dunlin_test.value(t.typbasetype, t.typtypmod, n, attempt, (SELECT coalesce(array_agg(w), '{}')
            FROM pg_constraint c, dunlin_test.words(c.oid) w WHERE c.contypid = type));
    ELSIF t.typtype = 'e' THEN
        RETURN (SELECT (array_agg(enumlabel ORDER BY enumsortorder))[(n - 1) % least(count(*), 3) + 1] FROM pg_enum WHERE enumtypid = type);
    ELSIF t.typtype = 'c' THEN
        RETURN (SELECT '(' || string_agg(quote_ident(dunlin_test.value(atttypid, atttypmod, n, attempt, '{}')), ',' ORDER BY attnum)
            || ')' FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped);
    ELSIF t.typtype = 'r' THEN
        RETURN (SELECT format('[%s,%s)', dunlin_test.value(rngsubtype, -1, n * 2, 0, '{}'), dunlin_test.value(rngsubtype, -1,
            n * 2 + 1, 0, '{}')) FROM pg_range WHERE rngtypid = type);
    ELSIF t.typtype = 'm' THEN
        RETURN '{}';
    ELSIF t.typcategory = 'A' AND t.typelem <> 0 THEN
        RETURN '{"' || replace(replace(dunlin_test.value(t.typelem, modifier, n, attempt, '{}'), '\', '\\'), '"', '\"') || '"}';
    END IF;
    word := CASE attempt WHEN 1 THEN 'a' || n || '@example.com' WHEN 2 THEN 'ABC' || n WHEN 3 THEN '1234' || n
        WHEN 4 THEN 'https://example.com/' || n ELSE chr(96 + n) || attempt END;
    RETURN CASE
        WHEN t.typname IN ('varchar', 'bpchar') AND modifier > 4 THEN left(word, modifier - 4)
        WHEN t.typname = 'bpchar' OR t.typname = 'char' THEN left(word, 1)
        WHEN t.typname = 'bool' THEN (attempt % 2 = 0)::text
        WHEN t.typname IN ('date', 'timestamp', 'timestamptz') THEN (date '2024-01-01' + m)::text
        WHEN t.typname IN ('time', 'timetz') THEN lpad((m % 24)::text, 2, '0') || ':00'
        WHEN t.typname = 'interval' THEN m || ' days'
        WHEN t.typname = 'uuid' THEN '00000000-0000-0000-0000-' || lpad(abs(m)::text, 12, '0')
        WHEN t.typname IN ('json', 'jsonb') THEN '{"a": ' || m || '}'
        WHEN t.typname = 'bytea' THEN '\x0' || n
        WHEN t.typname = 'inet' THEN '10.0.0.' || n
        WHEN t.typname = 'cidr' THEN '10.0.' || n || '.0/24'
        WHEN t.typname = 'macaddr' THEN '08:00:2b:01:02:0' || n
        WHEN t.typname = 'macaddr8' THEN '08:00:2b:01:02:03:04:0' || n
        WHEN t.typname IN ('bit', 'varbit') THEN lpad('1', greatest(modifier, 1), '0')
        WHEN t.typname = 'xml' THEN '<a>' || n || '</a>'
        WHEN t.typname = 'pg_lsn' THEN '0/' || n
        WHEN t.typname = 'circle' THEN format('<(%s,%s),1>', n, n)
        WHEN t.typname = 'line' THEN format('{1,2,%s}', n)
        WHEN t.typname = 'point' THEN format('(%s,%s)', n, n)
        WHEN t.typname IN ('box', 'lseg', 'path', 'polygon') THEN format('(%s,%s),(%s,%s)', n * 10, n * 10, n * 10 + 1, n * 10 + 1)
        WHEN t.typname = 'hstore' THEN 'a=>' || n
        WHEN t.typcategory = 'N' THEN m::text
        ELSE word END;
END $$;

-- The words that a check compares with, where it asks for equality.
CREATE OR REPLACE FUNCTION dunlin_test.words(of_constraint oid) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT replace(w[1], '''''', '''') FROM pg_get_constraintdef(of_constraint) d, regexp_matches(d, '''((?:[^'']|'''')*)''::', 'g') w
    WHERE d !~ '[~<>]|LIKE|substr' AND w[1] <> ''
$$;

-- What a row must have in the columns that its partition is found by: column → value, of all ancestors.
CREATE OR REPLACE FUNCTION dunlin_test.bounds(leaf oid, n integer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    found jsonb := '{}';
    above oid;
    part oid := leaf;
    bound text;
    key record;
    value text;
    is_last boolean;
BEGIN
    LOOP
        SELECT i.inhparent, pg_get_expr(c.relpartbound, c.oid) INTO above, bound FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE c.oid = part AND c.relispartition;
        EXIT WHEN above IS NULL;
        FOR key IN SELECT a.attname, a.atttypid::regtype::text AS type, k.place FROM pg_partitioned_table p,
            unnest(p.partattrs::int2[]) WITH ORDINALITY k (attnum, place) JOIN pg_attribute a ON a.attrelid = above AND a.attnum = k.attnum
            WHERE p.partrelid = above
        LOOP
            value := (regexp_match(bound, 'IN \((.*)\)'))[1];
            IF value IS NOT NULL THEN
                value := (string_to_array(value, ', '))[1];
            ELSE
                value := (string_to_array((regexp_match(bound, 'FROM \((.*)\) TO'))[1], ', '))[key.place];
                is_last := value = 'MINVALUE';
                IF is_last THEN
                    value := (string_to_array((regexp_match(bound, 'TO \((.*)\)'))[1], ', '))[key.place];
                END IF;
                IF value IS NOT NULL AND value <> 'MAXVALUE' AND key.type ~ '^(integer|bigint|smallint|numeric|date)' THEN
                    EXECUTE format('SELECT (%s::%s %s %s)::text', value, key.type, CASE WHEN is_last THEN '-' ELSE '+' END,
                        CASE WHEN is_last THEN n ELSE n - 1 END) INTO value;
                END IF;
            END IF;
            IF value IS NOT NULL AND NOT found ? key.attname AND value NOT IN ('MAXVALUE', 'MINVALUE') THEN
                found := found || jsonb_build_object(key.attname, CASE WHEN value = 'NULL' THEN NULL ELSE trim(value, '''') END);
            END IF;
        END LOOP;
        part := above;
    END LOOP;
    RETURN found;
END $$;

-- What a row needs to know of a column.
CREATE TYPE dunlin_test.check AS (oid oid, conkey smallint[]);
CREATE TYPE dunlin_test.target AS (attname name, attnum smallint, atttypid oid, atttypmod integer, attnotnull boolean, confrelid oid,
    target name, words text[]);

CREATE OR REPLACE FUNCTION dunlin_test.targets(of_table oid) RETURNS dunlin_test.target[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg((a.attname, a.attnum, a.atttypid, a.atttypmod, a.attnotnull, f.confrelid, f.target, (SELECT coalesce(array_agg(w),
        '{}') FROM unnest(k.checks) c (oid, conkey), dunlin_test.words(c.oid) w WHERE c.conkey = ARRAY[a.attnum]))::dunlin_test.target
        ORDER BY a.attnum), '{}')
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN (SELECT array_agg((oid, conkey)::dunlin_test.check) AS checks FROM pg_constraint WHERE conrelid = of_table AND contype = 'c') k
    LEFT JOIN LATERAL (SELECT c.confrelid, (SELECT attname FROM pg_attribute WHERE attrelid = c.confrelid
        AND attnum = c.confkey[array_position(c.conkey, a.attnum)]) AS target FROM pg_constraint c
        WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND a.attnum = ANY (c.conkey) ORDER BY c.conname LIMIT 1) f ON true
    WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
    AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') !~ '^nextval\('
$$;

CREATE OR REPLACE FUNCTION dunlin_test.insert_row(into_table oid, n integer, attempt integer, targets dunlin_test.target[], bounds jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    names text := '';
    items text := '';
    col dunlin_test.target;
BEGIN
    FOREACH col IN ARRAY targets LOOP
        names := names || ', ' || quote_ident(col.attname);
        IF bounds ? col.attname THEN
            items := items || ', ' || quote_nullable(bounds ->> col.attname);
        ELSIF col.confrelid = into_table AND NOT col.attnotnull THEN
            items := items || ', NULL';
        ELSIF col.confrelid <> into_table THEN
            -- Of tables that refer to each other one has to come first.
            items := items || format(', coalesce((SELECT %I FROM (SELECT *, row_number() OVER (ORDER BY tableoid, ctid) AS dunlin_n,'
                ' count(*) OVER () AS dunlin_c FROM %s) s WHERE dunlin_n = (%s - 1) %% dunlin_c + 1), %s)', col.target,
                col.confrelid::regclass, n, CASE WHEN col.attnotnull THEN quote_literal(dunlin_test.value(col.atttypid, col.atttypmod, n,
                0, '{}')) ELSE 'NULL' END);
        ELSE
            items := items || ', ' || quote_nullable(dunlin_test.value(col.atttypid, col.atttypmod,
                n + CASE WHEN attempt % 2 = 1 AND attempt > 1 THEN col.attnum ELSE 0 END, attempt, col.words));
        END IF;
    END LOOP;
    IF names = '' THEN
        EXECUTE format('INSERT INTO %s DEFAULT VALUES', into_table::regclass);
    ELSE
        EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', into_table::regclass, substr(names, 3), substr(items, 3));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION dunlin_test.plant_table(into_table oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    targets dunlin_test.target[] := dunlin_test.targets(into_table);
    is_partition boolean := (SELECT relispartition FROM pg_class WHERE oid = into_table);
    bounds jsonb;
BEGIN
    FOR n IN 1..3 LOOP
        bounds := CASE WHEN is_partition THEN dunlin_test.bounds(into_table, n) ELSE '{}' END;
        FOR attempt IN 0..8 LOOP
            BEGIN
                PERFORM dunlin_test.insert_row(into_table, n, attempt, targets, bounds);
                EXIT;
            EXCEPTION WHEN OTHERS THEN
                NULL;
            END;
        END LOOP;
    END LOOP;
END $$;

-- The tables that have no row in the end.
CREATE OR REPLACE FUNCTION dunlin_test.plant() RETURNS SETOF text LANGUAGE plpgsql
SET search_path = pg_catalog, public SET session_replication_role = replica SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    pending oid[] := (SELECT coalesce(array_agg(oid ORDER BY relname, relnamespace), '{}') FROM pg_class
        WHERE relkind = 'r' AND relnamespace IN (SELECT dunlin_test.own()) AND oid NOT IN (SELECT objid FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND deptype = 'e'));
    everything oid[] := pending;
    chosen oid;
    is_there boolean;
    one record;
BEGIN
    WHILE pending <> '{}' LOOP
        SELECT p INTO chosen FROM unnest(pending) WITH ORDINALITY u (p, place) ORDER BY (SELECT count(*) FROM pg_constraint c
            WHERE c.conrelid = p AND c.contype = 'f' AND c.confrelid <> p AND (c.confrelid = ANY (pending) OR EXISTS (SELECT FROM
            pg_partition_tree(c.confrelid) t WHERE t.relid = ANY (pending)))), place LIMIT 1;
        pending := array_remove(pending, chosen);
        EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', chosen::regclass) INTO is_there;
        IF NOT is_there THEN
            PERFORM dunlin_test.plant_table(chosen);
        END IF;
    END LOOP;
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'm' AND relispopulated AND relnamespace IN (SELECT dunlin_test.own()) ORDER BY oid LOOP
        BEGIN
            EXECUTE format('REFRESH MATERIALIZED VIEW %s', one.oid::regclass);
        EXCEPTION WHEN OTHERS THEN
            NULL;
        END;
    END LOOP;
    FOR one IN SELECT unnest(everything) AS oid LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', one.oid::regclass) INTO is_there;
        IF NOT is_there THEN
            RETURN NEXT one.oid::regclass::text;
        END IF;
    END LOOP;
END $$;
