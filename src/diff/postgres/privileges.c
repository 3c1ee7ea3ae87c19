/* SPDX-License-Identifier: Apache-2.0 */
/* privileges.c: GRANT and REVOKE, when everything is there: what was made anew has lost what was granted on it, and may have been
 * given what the schema gives by default. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* What ALTER DEFAULT PRIVILEGES calls objects of a kind; NULL: there are none for it. */
static const char *default_word(const DlnObject *object)
{
    switch (object->id.kind) {
    case DLN_OBJECT_SCHEMA:
        return "SCHEMAS";
    case DLN_OBJECT_TABLE:
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
        return "TABLES";
    case DLN_OBJECT_SEQUENCE:
        return "SEQUENCES";
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
    case DLN_OBJECT_AGGREGATE:
        return "ROUTINES";
    default:
        return dln_object_is_type(object) ? "TYPES" : NULL;
    }
}

/* What the default privileges of its schema begin with. (transfer full) */
static char *default_beginning(const DlnObject *object)
{
    g_autofree char *schema =
        object->id.schema != NULL ? dln_quote_name(DLN_ENGINE_POSTGRES, object->id.schema) : NULL;

    return schema != NULL ? g_strdup_printf("IN SCHEMA %s GRANT ", schema) : g_strdup("GRANT ");
}

/* GRANT SELECT TO app of GRANT SELECT ON TABLES TO app; NULL: it is about something else. (transfer full) */
static char *applied_to(const char *privilege, const char *beginning, const char *word)
{
    g_autofree char *on = word != NULL ? g_strdup_printf(" ON %s TO ", word) : NULL;
    const char *at = on != NULL ? strstr(privilege, on) : NULL;

    if (at == NULL || !g_str_has_prefix(privilege, beginning))
        return NULL;
    privilege += strlen(beginning) - strlen("GRANT ");
    return g_strdup_printf("%.*s TO %s", (int)(at - privilege), privilege, at + strlen(on));
}

/* REVOKE EXECUTE FROM PUBLIC of REVOKE EXECUTE ON ROUTINES FROM PUBLIC; NULL: it is about something else. (transfer full) */
static char *given_to(const char *privilege, const char *word)
{
    g_autofree char *on = g_strdup_printf(" ON %s ", word);
    const char *at = strstr(privilege, on);

    return at != NULL
               ? g_strdup_printf("%.*s %s", (int)(at - privilege), privilege, at + strlen(on))
               : NULL;
}

/* Whether that is so where it is made, nobody knows: a scratch copy may be without. So it is said of each: what is to be is not taken for
 * given, what is not is taken away. */
static void add_given(
    const DlnSchema *side, const DlnObject *object, const char *word, GStrvBuilder *builder)
{
    g_auto(GStrv) wanted = dln_property_list(dln_object_get(object, "privileges"));

    for (guint i = 0; i < side->given->len; i++) {
        g_autofree char *given = given_to(side->given->pdata[i], word);
        if (given != NULL && !g_strv_contains((const char *const *)wanted, given))
            g_strv_builder_add(builder, given);
    }
}

/* Takes list. (transfer full) */
static GStrv without_repeats(GStrv list)
{
    g_autoptr(GStrvBuilder) once = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) all = list;

    for (guint i = 0; all[i] != NULL; i++) {
        if (g_hash_table_add(seen, all[i]))
            g_strv_builder_add(once, all[i]);
    }
    return g_strv_builder_end(once);
}

/* What an object has been given when it is made. */
static GStrv made_with(const DlnTransition *transition, const DlnObject *object)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const char *word = default_word(object);
    g_autofree char *beginning = default_beginning(object);

    for (guint i = 0; word != NULL && i < transition->from->objects->len; i++) {
        const DlnObject *other = transition->from->objects->pdata[i];
        if (other->id.kind != DLN_OBJECT_PRIVILEGES)
            continue;
        g_auto(GStrv) list = dln_property_list(dln_object_get(other, "privileges"));
        for (guint k = 0; list[k] != NULL; k++) {
            g_autofree char *given = applied_to(list[k], beginning, word);
            if (given != NULL)
                g_strv_builder_add(builder, given);
        }
    }
    for (guint side = 0; word != NULL && side < 2; side++)
        add_given(side == 0 ? transition->from : transition->to, object, word, builder);
    return without_repeats(g_strv_builder_end(builder));
}

/* "(name) " within it. */
static gboolean is_about(const char *privilege, const DlnObject *column)
{
    g_autofree char *name = dln_create_name(column);
    g_autofree char *words = g_strdup_printf(" (%s) ", name);

    return strstr(privilege, words) != NULL;
}

/* What a schema gives by default goes with it. */
static gboolean goes_with_schema(const DlnTransition *transition, const char *privilege)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];
        if (dln_pair_kind(pair) != DLN_OBJECT_SCHEMA || !dln_pair_goes(pair))
            continue;
        g_autofree char *name = dln_create_name(pair->from);
        g_autofree char *words = g_strdup_printf("IN SCHEMA %s GRANT ", name);
        if (strstr(privilege, words) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_gone(const DlnTransition *transition, const DlnPair *pair, const char *privilege)
{
    if (dln_pair_kind(pair) == DLN_OBJECT_PRIVILEGES)
        return goes_with_schema(transition, privilege);
    for (guint i = 0; pair->parts != NULL && i < pair->parts->len; i++) {
        const DlnPair *part = pair->parts->pdata[i];
        if (part->owner_from == pair && dln_pair_kind(part) == DLN_OBJECT_COLUMN &&
            dln_pair_goes(part) && is_about(privilege, part->from))
            return TRUE;
    }
    return FALSE;
}

/* What of the old is still there. */
static GStrv left_of(const DlnTransition *transition, const DlnPair *pair)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    if (pair->to != NULL && dln_pair_comes(pair) && pair->to->id.kind != DLN_OBJECT_PRIVILEGES)
        return made_with(transition, pair->to);
    if (pair->from == NULL)
        return g_strv_builder_end(builder);
    g_auto(GStrv) all = dln_property_list(dln_object_get(pair->from, "privileges"));
    for (guint i = 0; all[i] != NULL; i++) {
        if (!is_gone(transition, pair, all[i]))
            g_strv_builder_add(builder, all[i]);
    }
    return g_strv_builder_end(builder);
}

/* The last one in which a transaction does something. */
static DlnStage last_stage(const DlnTransition *transition)
{
    DlnStage last = DLN_STAGE_MAIN;

    for (guint i = 0; i < transition->steps->len; i++)
        last = MAX(last, ((const DlnPgStep *)transition->steps->pdata[i])->stage);
    return last == DLN_STAGE_INDEX ? DLN_STAGE_ATTACH : last;
}

void dln_write_privileges(DlnTransition *transition)
{
    const DlnStage stage = last_stage(transition);
    const guint first = transition->steps->len;

    if (!transition->to->shows_privileges)
        return;
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];
        const DlnObject *object = dln_pair_any(pair);

        if (pair->to == NULL && object->id.kind != DLN_OBJECT_PRIVILEGES)
            continue;
        g_auto(GStrv) from = left_of(transition, pair);
        g_auto(GStrv) to =
            dln_property_list(pair->to != NULL ? dln_object_get(pair->to, "privileges") : NULL);
        dln_create_privileges(&transition->maker, object, from, to);
        dln_write_made(transition, object);
    }
    for (guint i = first; i < transition->steps->len; i++)
        ((DlnPgStep *)transition->steps->pdata[i])->stage = stage;
}
