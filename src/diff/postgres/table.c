/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: changes of tables as a whole: what they are a part of, where and how they are kept. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* ---- partitions and parents ---- */

gboolean dln_table_changes_place(const DlnPair *pair)
{
    return pair->is_reattached || dln_pair_differs(pair, "partition_of") ||
           dln_pair_differs(pair, "bound");
}

static void detach(DlnTransition *transition, const DlnPair *pair, const char *name)
{
    const char *parent = dln_object_get(pair->from, "partition_of");

    if (parent == NULL || !dln_table_changes_place(pair))
        return;
    DlnPgStep *step = dln_write(transition, pair->from,
        g_strdup_printf("ALTER TABLE %s DETACH PARTITION %s", parent, name));
    if (pair->is_reattached) {
        g_autofree char *id = dln_object_id_text(&pair->from->id);
        dln_diff_say(step->notes,
            "table %s is detached for a moment: nothing else lets go of a part of an index", id);
    }
    dln_write_detached(transition, pair);
}

static void attach(DlnTransition *transition, const DlnPair *pair, const char *name)
{
    const char *parent = dln_object_get(pair->to, "partition_of");

    if (parent == NULL || !dln_table_changes_place(pair))
        return;
    dln_write_attaching(transition, pair);
    dln_write(transition, pair->to,
        g_strdup_printf("ALTER TABLE %s ATTACH PARTITION %s %s", parent, name,
            dln_object_get(pair->to, "bound")));
}

static void write_parents(
    DlnTransition *transition, const DlnPair *pair, const char *words, char **parents)
{
    g_autofree char *name = dln_create_name(pair->to);

    for (guint i = 0; parents[i] != NULL; i++)
        dln_write(
            transition, pair->to, g_strdup_printf("ALTER TABLE %s %s %s", name, words, parents[i]));
}

static void leave_parents(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) coming = dln_table_new_parents(pair);
    g_auto(GStrv) going = dln_table_old_parents(pair);

    if (dln_table_swaps_parents(transition, pair))
        write_parents(transition, pair, "INHERIT", coming);
    write_parents(transition, pair, "NO INHERIT", going);
    if (going[0] != NULL)
        dln_write_detached(transition, pair);
}

static void join_parents(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) coming = dln_table_new_parents(pair);

    if (!dln_table_swaps_parents(transition, pair))
        write_parents(transition, pair, "INHERIT", coming);
}

/* ---- how it is kept ---- */

static const struct {
    const char *flag;
    const char *on;
    const char *off;
} switches[] = {{"row_security", "ENABLE", "DISABLE"}, {"force_row_security", "FORCE", "NO FORCE"}};

typedef enum {
    SWITCH_OFF,
    SWITCH_ON,
} Switch;

/* On when the rows have their values and the policies are there: forced, it would hide rows from an UPDATE of ours. Off before that. */
static void write_switches(DlnTransition *transition, const DlnPair *pair, Switch which)
{
    g_autofree char *name = dln_create_name(pair->to);

    for (guint i = 0; i < G_N_ELEMENTS(switches); i++) {
        const Switch is_to_be = dln_object_is(pair->to, switches[i].flag) ? SWITCH_ON : SWITCH_OFF;

        if (dln_pair_differs(pair, switches[i].flag) && which == is_to_be)
            dln_write(transition, pair->to,
                g_strdup_printf("ALTER TABLE %s %s ROW LEVEL SECURITY", name,
                    which == SWITCH_ON ? switches[i].on : switches[i].off));
    }
}

/* "name 'value'" by name. (transfer full) */
static GHashTable *take_server_options(const char *text)
{
    GHashTable *options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    while (text != NULL && *text != '\0') {
        const char *quote = strchr(text, '\'');
        const char *end = quote;
        const char *name_end;

        if (quote == NULL)
            break;
        do {
            end = strchr(end + 1, '\'');
        } while (end != NULL && end[1] == '\'' && end++ != NULL);
        if (end == NULL)
            break;
        name_end = quote > text && quote[-1] == 'E' ? quote - 1 : quote;
        g_autofree char *name = g_strndup(text, (gsize)(name_end - text));
        g_hash_table_insert(
            options, g_strdup(g_strchomp(name)), g_strndup(name_end, (gsize)(end + 1 - name_end)));
        text = end + 1 + strspn(end + 1, ", ");
    }
    return options;
}

char *dln_server_option_changes(const char *from, const char *to)
{
    g_autoptr(GHashTable) before = take_server_options(from);
    g_autoptr(GHashTable) after = take_server_options(to);
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(after), (GCompareFunc)strcmp);
    g_autoptr(GList) old_names = g_list_sort(g_hash_table_get_keys(before), (GCompareFunc)strcmp);
    GString *sql = g_string_new(NULL);

    for (const GList *name = names; name != NULL; name = name->next) {
        const char *value = g_hash_table_lookup(after, name->data);
        const char *was = g_hash_table_lookup(before, name->data);

        if (g_strcmp0(value, was) != 0)
            g_string_append_printf(sql, "%s%s %s %s", sql->len > 0 ? ", " : "",
                was != NULL ? "SET" : "ADD", (const char *)name->data, value);
    }
    for (const GList *name = old_names; name != NULL; name = name->next) {
        if (!g_hash_table_contains(after, name->data))
            g_string_append_printf(
                sql, "%sDROP %s", sql->len > 0 ? ", " : "", (const char *)name->data);
    }
    return g_string_free(sql, FALSE);
}

static void change_keeping(DlnTransition *transition, const DlnPair *pair, const char *before)
{
    const char *method = dln_object_get(pair->to, "access_method");
    const char *tablespace = dln_object_get(pair->to, "tablespace");

    if (dln_pair_differs(pair, "persistence"))
        dln_write(transition, pair->to,
            g_strdup_printf("%s SET %s", before,
                dln_object_get(pair->to, "persistence") != NULL ? "UNLOGGED" : "LOGGED"));
    if (dln_pair_differs(pair, "access_method"))
        dln_write(transition, pair->to,
            g_strdup_printf("%s SET ACCESS METHOD %s", before, method != NULL ? method : "heap"));
    if (dln_pair_differs(pair, "tablespace"))
        dln_write(transition, pair->to,
            g_strdup_printf(
                "%s SET TABLESPACE %s", before, tablespace != NULL ? tablespace : "pg_default"));
    dln_write_options(transition, pair, before);
    if (dln_pair_differs(pair, "server_options")) {
        g_autofree char *changes =
            dln_server_option_changes(dln_object_get(pair->from, "server_options"),
                dln_object_get(pair->to, "server_options"));
        dln_write(transition, pair->to, g_strdup_printf("%s OPTIONS (%s)", before, changes));
    }
}

static void change(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *target = dln_create_target(pair->to);
    g_autofree char *before = g_strconcat("ALTER ", target, NULL);

    change_keeping(transition, pair, before);
    write_switches(transition, pair, SWITCH_OFF);
    dln_write_comment(transition, pair);
}

/* What names an index, behind it. */
static void change_rest(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    const char *identity = dln_object_get(pair->to, "replica_identity");
    const char *index = dln_object_get(pair->to, "cluster_on");

    join_parents(transition, pair);
    if (dln_pair_differs(pair, "of_type") && dln_object_get(pair->to, "of_type") != NULL)
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER TABLE %s OF %s", name, dln_object_get(pair->to, "of_type")));
    attach(transition, pair, name);
    const guint first = transition->steps->len;
    write_switches(transition, pair, SWITCH_ON);
    if (dln_pair_differs(pair, "replica_identity"))
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER TABLE %s REPLICA IDENTITY %s%s", name,
                identity != NULL && g_str_has_prefix(identity, "index ") ? "USING " : "",
                identity == NULL                   ? "DEFAULT"
                : g_str_equal(identity, "full")    ? "FULL"
                : g_str_equal(identity, "nothing") ? "NOTHING"
                                                   : identity));
    if (dln_pair_differs(pair, "cluster_on"))
        dln_write(transition, pair->to,
            index != NULL ? g_strdup_printf("ALTER TABLE %s CLUSTER ON %s", name, index)
                          : g_strdup_printf("ALTER TABLE %s SET WITHOUT CLUSTER", name));
    dln_write_behind_indexes(transition, first);
}

/* ---- all of it ---- */

/* While others refer to the rows of its whole, PostgreSQL drops no partition, but detaches one to which no row refers. */
static void detach_referenced(DlnTransition *transition, const DlnPair *pair)
{
    g_autoptr(GPtrArray) keys = dln_table_references(transition, pair);
    g_autofree char *name = dln_create_name(pair->from);

    for (guint i = 0; i < keys->len; i++) {
        if (dln_pair_goes(keys->pdata[i]))
            continue;
        dln_write(transition, pair->from,
            g_strdup_printf("ALTER TABLE %s DETACH PARTITION %s",
                dln_object_get(pair->from, "partition_of"), name));
        return;
    }
}

static void drop(DlnTransition *transition, const DlnPair *pair)
{
    detach_referenced(transition, pair);
    g_autofree char *target = dln_create_target(pair->from);
    g_autofree char *id = dln_object_id_text(&pair->from->id);
    DlnPgStep *step = dln_write(transition, pair->from, g_strconcat("DROP ", target, NULL));

    if (pair->to != NULL && (pair->is_moved || pair->is_refilled))
        dln_tell_moved_losses(transition, pair, step->losses);
    else if (dln_object_get(pair->from, "server") == NULL)
        dln_diff_say(step->losses, "table %s: its rows", id);
}

static void before(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->from);

    if (dln_pair_goes(pair)) {
        drop(transition, pair);
        return;
    }
    if (dln_pair_differs(pair, "of_type") && dln_object_get(pair->from, "of_type") != NULL)
        dln_write(transition, pair->from, g_strdup_printf("ALTER TABLE %s NOT OF", name));
    detach(transition, pair, name);
    leave_parents(transition, pair);
}

void dln_write_table(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    if (moment == DLN_MOMENT_BEFORE) {
        before(transition, pair);
    } else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair)) {
        dln_create_table(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
    } else if (moment == DLN_MOMENT_MAIN) {
        change(transition, pair);
    } else if (pair->to != NULL && dln_pair_comes(pair)) {
        dln_create_table_rest(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
        if (pair->is_moved)
            dln_write_restored_rows(transition, pair);
    } else if (pair->to != NULL) {
        change_rest(transition, pair);
    }
}
