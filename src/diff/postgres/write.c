/* SPDX-License-Identifier: Apache-2.0 */
/* write.c: what the statements about all kinds of objects have in common: which file writes them, DROP, comments and storage
 * parameters. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* ---- comments and options ---- */

void dln_write_comment(DlnTransition *transition, const DlnPair *pair)
{
    const char *comment = dln_object_get(pair->to, "comment");
    g_autofree char *literal =
        comment != NULL ? dln_quote_postgres_literal(comment) : g_strdup("NULL");

    if (!dln_pair_differs(pair, "comment"))
        return;
    g_autofree char *target = dln_create_target(pair->to);
    dln_write(transition, pair->to, g_strdup_printf("COMMENT ON %s IS %s", target, literal));
}

/* Where an option ends: values are quoted where a comma could stand in them. */
static const char *option_end(const char *at)
{
    char quote = '\0';

    for (; *at != '\0'; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '\'' || *at == '"')
            quote = *at;
        else if (*at == ',')
            break;
    }
    return at;
}

/* "name=value", or with blanks around it, by name, of nothing as of what has none. (transfer full) */
static GHashTable *take_options(const DlnObject *object)
{
    const char *text = object != NULL ? dln_object_get(object, "options") : NULL;
    GHashTable *options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    while (text != NULL && *text != '\0') {
        const char *end = option_end(text);
        g_autofree char *option = g_strndup(text, (gsize)(end - text));
        char *equals = strchr(option, '=');

        if (equals != NULL)
            g_hash_table_insert(options,
                g_strchomp(g_strndup(option, (gsize)(equals - option))),
                g_strchug(g_strdup(equals + 1)));
        text = *end == ',' ? end + 1 : end;
        text += strspn(text, " ");
    }
    return options;
}

static void append_item(GString *list, const char *item)
{
    g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", item);
}

void dln_option_changes(const DlnPair *pair, GString *set, GString *reset)
{
    g_autoptr(GHashTable) from = take_options(pair->from);
    g_autoptr(GHashTable) to = take_options(pair->to);
    g_autoptr(GList) old_names = g_list_sort(g_hash_table_get_keys(from), (GCompareFunc)strcmp);
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(to), (GCompareFunc)strcmp);

    for (const GList *name = names; name != NULL; name = name->next) {
        const char *value = g_hash_table_lookup(to, name->data);
        g_autofree char *item = g_strdup_printf("%s = %s", (const char *)name->data, value);

        if (g_strcmp0(g_hash_table_lookup(from, name->data), value) != 0)
            append_item(set, item);
    }
    for (const GList *name = old_names; name != NULL; name = name->next) {
        if (!g_hash_table_contains(to, name->data))
            append_item(reset, name->data);
    }
}

void dln_write_options(DlnTransition *transition, const DlnPair *pair, const char *before)
{
    const DlnObject *object = dln_pair_any(pair);
    g_autoptr(GString) set = g_string_new(NULL);
    g_autoptr(GString) reset = g_string_new(NULL);

    dln_option_changes(pair, set, reset);
    if (reset->len > 0)
        dln_write(transition, object, g_strdup_printf("%s RESET (%s)", before, reset->str));
    if (set->len > 0)
        dln_write(transition, object, g_strdup_printf("%s SET (%s)", before, set->str));
}

/* ---- as a whole ---- */

void dln_write_whole(DlnTransition *transition, const DlnPair *pair, DlnMoment moment,
    void (*make)(DlnTransition *transition, const DlnObject *object),
    void (*change)(DlnTransition *transition, const DlnPair *pair))
{
    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair)) {
        g_autofree char *target = dln_create_target(pair->from);
        dln_write(transition, pair->from, g_strconcat("DROP ", target, NULL));
    } else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair)) {
        make(transition, pair->to);
    } else if (moment == DLN_MOMENT_MAIN) {
        change(transition, pair);
    }
}

/* ---- out of the way ---- */

char *dln_moved_name(const DlnTransition *transition, const DlnObject *object)
{
    g_autofree char *name = dln_diff_spare_name(
        transition->from, transition->to, object->id.schema, object->id.name);

    return dln_create_place(object->id.schema, name);
}

char *dln_moved_own_name(const DlnTransition *transition, const DlnObject *object)
{
    g_autofree char *name = dln_diff_spare_name(
        transition->from, transition->to, object->id.schema, object->id.name);

    return dln_quote_name(DLN_ENGINE_POSTGRES, name);
}

/* ---- whatever it is ---- */

typedef void (*Writer)(DlnTransition *transition, DlnPair *pair, DlnMoment moment);

/* See dln_write_privileges(). */
static void write_nothing(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
}

static const Writer writers[DLN_N_OBJECT_KINDS] = {
    [DLN_OBJECT_SCHEMA] = dln_write_type,
    [DLN_OBJECT_EXTENSION] = dln_write_type,
    [DLN_OBJECT_COLLATION] = dln_write_type,
    [DLN_OBJECT_DICTIONARY] = dln_write_search,
    [DLN_OBJECT_CONFIGURATION] = dln_write_search,
    [DLN_OBJECT_CONVERSION] = dln_write_code,
    [DLN_OBJECT_ENUM] = dln_write_type,
    [DLN_OBJECT_DOMAIN] = dln_write_type,
    [DLN_OBJECT_DOMAIN_CONSTRAINT] = dln_write_constraint,
    [DLN_OBJECT_COMPOSITE] = dln_write_type,
    [DLN_OBJECT_RANGE] = dln_write_type,
    [DLN_OBJECT_CAST] = dln_write_operator,
    [DLN_OBJECT_OPERATOR] = dln_write_operator,
    [DLN_OBJECT_OPERATOR_FAMILY] = dln_write_operator,
    [DLN_OBJECT_OPERATOR_CLASS] = dln_write_operator,
    [DLN_OBJECT_FUNCTION] = dln_write_code,
    [DLN_OBJECT_PROCEDURE] = dln_write_code,
    [DLN_OBJECT_AGGREGATE] = dln_write_code,
    [DLN_OBJECT_SEQUENCE] = dln_write_sequence,
    [DLN_OBJECT_TABLE] = dln_write_table,
    [DLN_OBJECT_COLUMN] = dln_write_column,
    [DLN_OBJECT_CONSTRAINT] = dln_write_constraint,
    [DLN_OBJECT_INDEX] = dln_write_index,
    [DLN_OBJECT_STATISTICS] = dln_write_code,
    [DLN_OBJECT_VIEW] = dln_write_code,
    [DLN_OBJECT_MATERIALIZED_VIEW] = dln_write_code,
    [DLN_OBJECT_RULE] = dln_write_code,
    [DLN_OBJECT_TRIGGER] = dln_write_code,
    [DLN_OBJECT_EVENT_TRIGGER] = dln_write_code,
    [DLN_OBJECT_POLICY] = dln_write_code,
    [DLN_OBJECT_PRIVILEGES] = write_nothing,
};

/* Defaults and checks that could not be made with their table. */
static void write_later(DlnTransition *transition)
{
    GPtrArray *later = transition->maker.later;

    for (guint i = later->len; i > 0; i--) {
        const DlnObject *part = later->pdata[i - 1];

        if (!dln_create_is_ready(&transition->maker, part, part))
            continue;
        g_ptr_array_remove_index(later, i - 1);
        if (part->id.kind == DLN_OBJECT_COLUMN)
            dln_create_default(&transition->maker, part);
        else
            dln_create_constraint(&transition->maker, part);
        dln_write_made(transition, part);
    }
}

/* What it was granted goes with it, and is no difference, or is given later: then it is its owner alone. */
static void write_grants(DlnTransition *transition, const DlnPair *pair)
{
    const GPtrArray *grants = pair->from != NULL ? pair->from->grants : NULL;

    for (guint i = 0; grants != NULL && i < grants->len; i++) {
        const char *grant = grants->pdata[i];
        if (!transition->to->shows_privileges || g_str_has_prefix(grant, "ALTER "))
            dln_write(transition, pair->to, g_strdup(grant));
    }
}

/* (nullable): what it belongs to, where that is compared. */
static const DlnPair *left_parent(const DlnTransition *transition, const DlnObject *object)
{
    const DlnObject *parent =
        object->id.parent != NULL ? dln_schema_parent(transition->from, &object->id) : NULL;

    return parent != NULL ? g_hash_table_lookup(transition->pair_of, parent) : NULL;
}

void dln_write_left_out(DlnTransition *transition)
{
    for (guint i = 0; i < transition->from->left_out->len; i++) {
        const DlnObject *object = transition->from->left_out->pdata[i];
        const DlnPair *parent = left_parent(transition, object);

        if (parent == NULL || parent->fate != DLN_FATE_REMAKE)
            continue;
        switch (object->id.kind) {
        case DLN_OBJECT_INDEX:
            dln_create_index(&transition->maker, object);
            break;
        case DLN_OBJECT_STATISTICS:
        case DLN_OBJECT_RULE:
        case DLN_OBJECT_TRIGGER:
        case DLN_OBJECT_POLICY:
            dln_create_attached(&transition->maker, object);
            break;
        default:
            dln_diff_fail(transition->out, object,
                "is left out of the comparison, but would be lost: what it belongs to has to be "
                "made anew");
            break;
        }
        dln_write_made(transition, object);
    }
}

void dln_write_moment(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    const Writer writer = writers[dln_pair_kind(pair)];

    /* It has been refused. */
    if (writer == NULL)
        return;
    writer(transition, pair, moment);
    if (moment != DLN_MOMENT_MAIN || pair->to == NULL)
        return;
    g_hash_table_add(transition->maker.made, (gpointer)pair->to);
    if (pair->fate == DLN_FATE_REMAKE)
        write_grants(transition, pair);
    write_later(transition);
}
