/* SPDX-License-Identifier: Apache-2.0 */
/* index.c: changes of indexes and of constraints, of tables and of domains; beside traffic, too. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* ---- indexes ---- */

static void change_tablespace(DlnTransition *transition, const DlnPair *pair, const char *before)
{
    const char *tablespace = dln_object_get(pair->to, "tablespace");

    if (dln_pair_differs(pair, "tablespace"))
        dln_write(transition, pair->to,
            g_strdup_printf(
                "%s SET TABLESPACE %s", before, tablespace != NULL ? tablespace : "pg_default"));
}

/* "1 100, 2 50": columns by number. */
static void change_targets(DlnTransition *transition, const DlnPair *pair, const char *before)
{
    const char *from = dln_object_get(pair->from, "statistics");
    const char *to = dln_object_get(pair->to, "statistics");
    g_auto(GStrv) old_targets = g_strsplit(from != NULL ? from : "", ", ", -1);
    g_auto(GStrv) targets = g_strsplit(to != NULL ? to : "", ", ", -1);

    if (!dln_pair_differs(pair, "statistics"))
        return;
    for (guint i = 0; old_targets[i] != NULL; i++) {
        g_auto(GStrv) pair_of = g_strsplit(old_targets[i], " ", 2);
        dln_write(transition, pair->to,
            g_strdup_printf("%s ALTER COLUMN %s SET STATISTICS -1", before, pair_of[0]));
    }
    for (guint i = 0; targets[i] != NULL; i++) {
        g_auto(GStrv) pair_of = g_strsplit(targets[i], " ", 2);
        dln_write(transition, pair->to,
            g_strdup_printf(
                "%s ALTER COLUMN %s SET STATISTICS %s", before, pair_of[0], pair_of[1]));
    }
}

static void change_index(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *before = g_strconcat("ALTER INDEX ", name, NULL);

    dln_write_options(transition, pair, before);
    change_tablespace(transition, pair, before);
    change_targets(transition, pair, before);
    dln_write_part(transition, pair);
    dln_write_comment(transition, pair);
}

/* Whether rows are being written to the table while the migration runs. */
static gboolean is_live(const DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);

    return dln_is_online(transition) && table != NULL && table->from != NULL && table->to != NULL &&
           !dln_pair_goes(table) && dln_pair_kind(table) == DLN_OBJECT_TABLE;
}

/* Has no rows of its own: what is made of its partitions' costs nothing when these are there. */
static gboolean is_of_whole(const DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);

    return table != NULL && table->to != NULL && dln_object_get(table->to, "partition_by") != NULL;
}

/* Whether nobody waits for the index: beside traffic it is made by itself. A table that is attached must have its own by then. */
static gboolean is_concurrent(const DlnTransition *transition, const DlnPair *pair)
{
    const DlnObject *object = dln_pair_any(pair);

    return is_live(transition, pair) && !is_of_whole(transition, pair) &&
           (dln_object_get(object, "partition_of") == NULL ||
               !dln_part_is_attached(transition, pair));
}

static char *with_concurrently(const char *sql)
{
    const char *index = strstr(sql, " INDEX ");

    return g_strdup_printf(
        "%.*s INDEX CONCURRENTLY %s", (int)(index - sql), sql, index + strlen(" INDEX "));
}

/* A table's marks name an index, and go with it. */
static void mark_again(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);
    g_autofree char *name = dln_create_own_name(pair->to);
    g_autofree char *table_name = dln_create_parent(pair->to);
    g_autofree char *identity = g_strconcat("index ", name, NULL);

    if (pair->from == NULL || table == NULL || dln_pair_comes(table))
        return;
    if (g_strcmp0(dln_object_get(table->to, "replica_identity"), identity) == 0 &&
        !dln_pair_differs(table, "replica_identity"))
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER TABLE %s REPLICA IDENTITY USING %s", table_name, identity));
    if (g_strcmp0(dln_object_get(table->to, "cluster_on"), name) == 0 &&
        !dln_pair_differs(table, "cluster_on"))
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER %s %s CLUSTER ON %s",
                table->to->id.kind == DLN_OBJECT_TABLE ? "TABLE" : "MATERIALIZED VIEW", table_name,
                name));
}

/* Whether it can stay beside the new one until that is there: nobody is without an index, and a unique one holds all the time. */
static gboolean can_stay(const DlnTransition *transition, const DlnPair *pair)
{
    /* What must not become the part of a whole must not be there when its table does. */
    if (pair->from == NULL || pair->to == NULL || pair->goes_along || pair->is_behind_attach ||
        !is_concurrent(transition, pair) || dln_object_get(pair->from, "partition_of") != NULL ||
        dln_object_is(pair->from, "invalid") ||
        (pair->dependents != NULL && pair->dependents->len > 0))
        return FALSE;
    for (guint i = 0; i < pair->from->needs->len; i++) {
        const DlnPair *needed = dln_pair_find(
            transition, transition->from, &g_array_index(pair->from->needs, DlnObjectId, i));

        if (needed == NULL || dln_pair_goes(needed) || needed->is_retyped || needed->is_moved)
            return FALSE;
    }
    return TRUE;
}

static void make_index(DlnTransition *transition, const DlnPair *pair)
{
    guint first = transition->steps->len;

    dln_create_index(&transition->maker, pair->to);
    dln_write_made(transition, pair->to);
    dln_write_part(transition, pair);
    mark_again(transition, pair);
    if (is_live(transition, pair) && is_of_whole(transition, pair))
        dln_write_behind_indexes(transition, first);
    if (!is_concurrent(transition, pair))
        return;
    for (guint i = first; i < transition->steps->len; i++) {
        DlnPgStep *step = transition->steps->pdata[i];

        step->stage = i == first ? DLN_STAGE_INDEX : DLN_STAGE_ATTACH;
        if (i == first) {
            char *sql = with_concurrently(step->sql);
            g_free(step->sql);
            step->sql = sql;
        }
    }
    if (can_stay(transition, pair)) {
        g_autofree char *old = dln_moved_name(transition, pair->from);
        dln_write_at(transition, DLN_STAGE_INDEX, pair->from,
            g_strdup_printf("DROP INDEX CONCURRENTLY %s", old));
    }
}

static void make_way(DlnTransition *transition, const DlnPair *pair, const char *name)
{
    g_autofree char *old = dln_moved_own_name(transition, pair->from);

    dln_write(transition, pair->from, g_strdup_printf("ALTER INDEX %s RENAME TO %s", name, old));
}

static void drop_index(DlnTransition *transition, const DlnPair *pair, const char *name)
{
    gboolean has_keys = dln_part_has_key(pair);
    DlnPgStep *step = dln_write(transition, pair->from,
        g_strdup_printf("DROP INDEX %s%s", name, has_keys ? " CASCADE" : ""));

    if (has_keys)
        dln_diff_say(step->notes,
            "index %s: the partitions' keys that stand on it go along, for they cannot go before "
            "it",
            pair->from->id.name);
}

/* Of one that goes. A part of the whole's can go only when its table is no partition any more. */
static gboolean is_needed(const DlnPair *pair)
{
    return (pair->dependents != NULL && pair->dependents->len > 0) ||
           dln_object_get(pair->from, "partition_of") != NULL;
}

void dln_write_index(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    g_autofree char *name = dln_create_name(dln_pair_any(pair));

    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair)) {
        if (can_stay(transition, pair))
            make_way(transition, pair, name);
        else if (is_concurrent(transition, pair) && !is_needed(pair))
            dln_write_at(transition, DLN_STAGE_UNINDEX, pair->from,
                g_strdup_printf("DROP INDEX CONCURRENTLY %s", name));
        else
            drop_index(transition, pair, name);
    } else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair)) {
        make_index(transition, pair);
    } else if (moment == DLN_MOMENT_MAIN) {
        change_index(transition, pair);
    }
}

/* ---- constraints ---- */

static gboolean is_of_type(const DlnObject *constraint, const char *type)
{
    return g_strcmp0(dln_object_get(constraint, "type"), type) == 0;
}

/* "ALTER TABLE t", "ALTER DOMAIN d". (transfer full) */
static char *alter_owner(const DlnObject *constraint)
{
    g_autofree char *parent = dln_create_parent(constraint);

    return g_strdup_printf("ALTER %s %s",
        constraint->id.kind == DLN_OBJECT_DOMAIN_CONSTRAINT ? "DOMAIN" : "TABLE", parent);
}

static void change_index_comment(DlnTransition *transition, const DlnPair *pair)
{
    const char *comment = dln_object_get(pair->to, "index_comment");
    g_autofree char *name = dln_create_place(pair->to->id.schema, pair->to->id.name);
    g_autofree char *literal =
        comment != NULL ? dln_quote_postgres_literal(comment) : g_strdup("NULL");

    if (dln_pair_differs(pair, "index_comment"))
        dln_write(
            transition, pair->to, g_strdup_printf("COMMENT ON INDEX %s IS %s", name, literal));
}

static void change_constraint(DlnTransition *transition, const DlnPair *pair)
{
    const char *deferrable = dln_object_get(pair->to, "deferrable");
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *before = alter_owner(pair->to);
    g_autofree char *index_name = dln_create_place(pair->to->id.schema, pair->to->id.name);
    g_autofree char *index = g_strconcat("ALTER INDEX ", index_name, NULL);

    if (dln_pair_differs(pair, "deferrable"))
        dln_write(transition, pair->to,
            g_strdup_printf("%s ALTER CONSTRAINT %s %s", before, name,
                deferrable == NULL ? "NOT DEFERRABLE"
                : g_str_equal(deferrable, "initially deferred")
                    ? "DEFERRABLE INITIALLY DEFERRED"
                    : "DEFERRABLE INITIALLY IMMEDIATE"));
    if (dln_pair_differs(pair, "not_valid"))
        dln_write(transition, pair->to, g_strdup_printf("%s VALIDATE CONSTRAINT %s", before, name));
    dln_write_options(transition, pair, index);
    change_tablespace(transition, pair, index);
    dln_write_part(transition, pair);
    change_index_comment(transition, pair);
    dln_write_comment(transition, pair);
}

/* Its index is made beside traffic, and then taken. */
static void make_key_online(DlnTransition *transition, const DlnPair *pair)
{
    const char *definition = dln_object_get(pair->to, "definition");
    const char *open = strchr(definition, '(');
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *table = dln_create_parent(pair->to);
    g_autofree char *words = g_strndup(definition, (gsize)(open - definition));
    g_autoptr(GString) index = g_string_new(NULL);
    gboolean skips_nulls = strstr(words, "NULLS NOT DISTINCT") != NULL;
    const char *deferrable = dln_object_get(pair->to, "deferrable");

    g_string_printf(index, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s%s", name, table, open,
        skips_nulls ? " NULLS NOT DISTINCT" : "");
    dln_create_append(index, " WITH (", pair->to, "options", ")");
    dln_create_append(index, " TABLESPACE ", pair->to, "tablespace", "");
    dln_write_at(transition, DLN_STAGE_INDEX, pair->to, g_strdup(index->str));
    dln_write_at(transition, DLN_STAGE_ATTACH, pair->to,
        g_strdup_printf("ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s", table, name,
            is_of_type(pair->to, "unique") ? "UNIQUE" : "PRIMARY KEY", name,
            deferrable == NULL                              ? ""
            : g_str_equal(deferrable, "initially deferred") ? " DEFERRABLE INITIALLY DEFERRED"
                                                            : " DEFERRABLE"));
}

/* Not valid first, so that nobody waits while the rows are looked at. */
static void make_check_online(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *table = dln_create_parent(pair->to);
    g_autofree char *text = dln_create_constraint_text(pair->to);

    dln_write_at(transition, DLN_STAGE_ATTACH, pair->to,
        g_strdup_printf("ALTER TABLE %s ADD %s%s", table, text,
            dln_object_is(pair->to, "not_valid") ? "" : " NOT VALID"));
    if (!dln_object_is(pair->to, "not_valid"))
        dln_write_at(transition, DLN_STAGE_VALIDATE, pair->to,
            g_strdup_printf("ALTER TABLE %s VALIDATE CONSTRAINT %s", table, name));
}

/* PostgreSQL has no foreign key of a partitioned table that is not valid, and makes no exclusion out of an index. */
static gboolean is_made_online(const DlnTransition *transition, const DlnPair *pair)
{
    if (is_of_type(pair->to, "exclusion") || !is_live(transition, pair))
        return FALSE;
    if (is_of_type(pair->to, "check"))
        return !dln_table_is_joined(transition, dln_pair_parent(transition, pair));
    return is_concurrent(transition, pair);
}

static void make_constraint(DlnTransition *transition, const DlnPair *pair)
{
    gboolean is_key = is_of_type(pair->to, "unique") || is_of_type(pair->to, "primary key");
    guint first = transition->steps->len;

    if (pair->to->id.kind == DLN_OBJECT_DOMAIN_CONSTRAINT) {
        g_autofree char *before = alter_owner(pair->to);
        g_autofree char *name = dln_create_name(pair->to);
        dln_write(transition, pair->to,
            g_strdup_printf("%s ADD CONSTRAINT %s %s%s", before, name,
                dln_object_get(pair->to, "definition"),
                dln_object_is(pair->to, "not_valid") ? " NOT VALID" : ""));
        dln_create_comment(&transition->maker, pair->to);
    } else if (pair->takes != NULL) {
        dln_write_taken(transition, pair);
    } else if (!is_made_online(transition, pair)) {
        DlnPgStep *step;
        dln_create_constraint(&transition->maker, pair->to);
        step = dln_write_made(transition, pair->to);
        if (is_of_type(pair->to, "exclusion") && is_live(transition, pair)) {
            g_autofree char *id = dln_object_id_text(&pair->to->id);
            dln_diff_say(
                step->notes, "constraint %s: nobody can use the table while its index is made", id);
        }
        /* The key that it points to may be one that comes later; so may those of the partitions. */
        if (is_of_type(pair->to, "foreign key") ||
            (is_key && is_live(transition, pair) && is_of_whole(transition, pair)))
            dln_write_behind_indexes(transition, first);
    } else {
        if (is_key)
            make_key_online(transition, pair);
        else
            make_check_online(transition, pair);
        dln_create_constraint_rest(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
        dln_write_behind_indexes(transition, first);
    }
    dln_write_made(transition, pair->to);
}

void dln_write_constraint(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair)) {
        g_autofree char *before = alter_owner(pair->from);
        g_autofree char *name = dln_create_name(pair->from);
        dln_write(transition, pair->from, g_strdup_printf("%s DROP CONSTRAINT %s", before, name));
    } else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair)) {
        guint first;
        make_constraint(transition, pair);
        first = transition->steps->len;
        if (pair->to->id.kind == DLN_OBJECT_CONSTRAINT) {
            dln_write_part(transition, pair);
            mark_again(transition, pair);
        }
        dln_write_behind_indexes(transition, first);
    } else if (moment == DLN_MOMENT_MAIN) {
        change_constraint(transition, pair);
    }
}
