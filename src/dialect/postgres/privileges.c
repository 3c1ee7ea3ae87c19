/* SPDX-License-Identifier: Apache-2.0 */
/* privileges.c: privileges as GRANT and REVOKE: what of one list is not in another. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

#define IN_SCHEMA "IN SCHEMA "

/* What stands in one statement. */
typedef struct {
    char *role; /* "FOR ROLE bob IN SCHEMA s ", one of them, or "" */
    gboolean gives;
    char *privileges; /* "SELECT, UPDATE (email, phone)" */
    char *last;       /* (nullable) UPDATE, where those end with columns */
    char *on;         /* (nullable) TABLES: what is made later */
    char *who;
    gboolean has_option;
} Grant;

static void grant_free(gpointer data)
{
    Grant *grant = data;

    g_free(grant->role);
    g_free(grant->privileges);
    g_free(grant->last);
    g_free(grant->on);
    g_free(grant->who);
    g_free(grant);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grant, grant_free)

/* ---- reading ---- */

/* Where words stand in text, between begin and its end, and not within a quoted name; NULL: nowhere. */
static const char *find_words(const char *text, const char *words)
{
    gboolean is_quoted = FALSE;

    for (; *text != '\0'; text++) {
        if (*text == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && g_str_has_prefix(text, words))
            return text;
    }
    return NULL;
}

/* What stands before words, or all of it; text moves behind them. (transfer full) */
static char *take_until(const char **text, const char *words)
{
    const char *start = *text;
    const char *found = find_words(start, words);
    const char *end = found != NULL ? found : start + strlen(start);

    *text = found != NULL ? found + strlen(words) : end;
    return g_strndup(start, (gsize)(end - start));
}

/* SELECT ON TABLES, UPDATE (email) */
static void parse_what(Grant *grant, const char *what)
{
    const char *column;

    grant->privileges = take_until(&what, " ON ");
    grant->on = *what != '\0' ? g_strdup(what) : NULL;
    column = grant->privileges;
    grant->last = take_until(&column, " (");
    if (*column == '\0')
        g_clear_pointer(&grant->last, g_free);
}

static Grant *grant_parse(const char *text)
{
    static const char give[] = "GRANT ", take[] = "REVOKE ", option[] = " WITH GRANT OPTION";
    Grant *grant = g_new0(Grant, 1);

    grant->gives = !g_str_has_prefix(text, take);
    grant->role = grant->gives ? take_until(&text, give) : g_strdup("");
    if (!grant->gives)
        text += strlen(take);
    g_autofree char *what = take_until(&text, grant->gives ? " TO " : " FROM ");
    parse_what(grant, what);
    grant->has_option = find_words(text, option) != NULL;
    grant->who = take_until(&text, option);
    return grant;
}

/* ---- what is to be done ---- */

static gboolean is_alike(const Grant *a, const Grant *b)
{
    return g_str_equal(a->role, b->role) && a->gives == b->gives && g_strcmp0(a->on, b->on) == 0 &&
           g_str_equal(a->who, b->who) && a->has_option == b->has_option;
}

/* SELECT (a), SELECT (b): they come in their order. */
static void add_privilege(Grant *grant, const Grant *other)
{
    const gsize length = strlen(grant->privileges);
    char *both;

    if (other->last != NULL && g_strcmp0(grant->last, other->last) == 0) {
        const char *columns = other->privileges + strlen(other->last) + strlen(" (");
        both = g_strdup_printf("%.*s, %s", (int)length - 1, grant->privileges, columns);
    } else {
        both = g_strconcat(grant->privileges, ", ", other->privileges, NULL);
    }
    g_free(grant->privileges);
    grant->privileges = both;
    g_free(grant->last);
    grant->last = g_strdup(other->last);
}

/* To one of the same kind, where there is one. Takes grant. */
static void add(GPtrArray *grants, Grant *grant)
{
    g_autoptr(Grant) taken = grant;

    for (guint i = 0; i < grants->len; i++) {
        if (!is_alike(grants->pdata[i], taken))
            continue;
        add_privilege(grants->pdata[i], taken);
        return;
    }
    g_ptr_array_add(grants, g_steal_pointer(&taken));
}

/* Which goes when what was said is no more so; one with an option goes as a whole. */
static Grant *opposite(Grant *grant)
{
    grant->gives = !grant->gives;
    grant->has_option = FALSE;
    return grant;
}

/* SELECT (c), of which SELECT is taken away, goes along with that. */
static gboolean goes_along(const Grant *grant, const GPtrArray *gone)
{
    for (guint i = 0; i < gone->len; i++) {
        const Grant *other = gone->pdata[i];
        g_auto(GStrv) words = g_strsplit(other->privileges, ", ", -1);

        if (grant->last != NULL && !other->gives && g_str_equal(other->who, grant->who) &&
            g_strv_contains((const char *const *)words, grant->last))
            return TRUE;
    }
    return FALSE;
}

/* First what goes: REVOKE takes what the same role gets of columns. (transfer full) (element-type Grant) */
static GPtrArray *find_grants(char *const *from, char *const *to)
{
    GPtrArray *grants = g_ptr_array_new_with_free_func(grant_free);

    for (guint i = 0; from[i] != NULL; i++) {
        if (!g_strv_contains((const char *const *)to, from[i]))
            add(grants, opposite(grant_parse(from[i])));
    }
    for (guint i = 0; to[i] != NULL; i++) {
        g_autoptr(Grant) grant = grant_parse(to[i]);
        if (!g_strv_contains((const char *const *)from, to[i]) || goes_along(grant, grants))
            add(grants, g_steal_pointer(&grant));
    }
    return grants;
}

/* ---- writing ---- */

/* "TABLE t", as GRANT calls it; NULL: nothing can be granted on it. (transfer full) */
static char *target_of(const DlnObject *object)
{
    static const char *const words[DLN_N_OBJECT_KINDS] = {
        [DLN_OBJECT_SCHEMA] = "SCHEMA",
        [DLN_OBJECT_TABLE] = "TABLE",
        [DLN_OBJECT_VIEW] = "TABLE",
        [DLN_OBJECT_MATERIALIZED_VIEW] = "TABLE",
        [DLN_OBJECT_SEQUENCE] = "SEQUENCE",
        [DLN_OBJECT_ENUM] = "TYPE",
        [DLN_OBJECT_DOMAIN] = "TYPE",
        [DLN_OBJECT_COMPOSITE] = "TYPE",
        [DLN_OBJECT_RANGE] = "TYPE",
        [DLN_OBJECT_FUNCTION] = "ROUTINE",
        [DLN_OBJECT_PROCEDURE] = "ROUTINE",
        [DLN_OBJECT_AGGREGATE] = "ROUTINE",
    };
    g_autofree char *name = dln_create_name(object);

    if (words[object->id.kind] == NULL)
        return NULL;
    if (object->id.arguments == NULL)
        return g_strconcat(words[object->id.kind], " ", name, NULL);
    return g_strdup_printf("%s %s(%s)", words[object->id.kind], name, object->id.arguments);
}

static char *doubled_percent(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "%", -1);

    return g_strjoinv("%%", parts);
}

/* before SCHEMA behind. A tenant's schema has another name in each tenant; "public" is none's. (transfer full) */
static char *about_schema(const DlnBuilder *builder, const char *before, const char *behind)
{
    g_autofree char *first = doubled_percent(before);
    g_autofree char *second = doubled_percent(behind);
    g_autofree char *format = g_strconcat(first, "%I", second, NULL);
    g_autofree char *literal = dln_quote_postgres_literal(format);
    g_autofree char *block = g_strdup_printf(
        "BEGIN EXECUTE pg_catalog.format(%s, pg_catalog.current_schema()); END", literal);
    g_autofree char *quoted = dln_quote_postgres_dollar(block);

    if (g_strcmp0(builder->into, "public") == 0)
        return g_strconcat(before, builder->into, behind, NULL);
    return g_strconcat("DO ", quoted, NULL);
}

static char *statement_of(const DlnBuilder *builder, const DlnObject *object, const Grant *grant)
{
    g_autofree char *head =
        g_strconcat(grant->gives ? "GRANT " : "REVOKE ", grant->privileges, " ON ", NULL);
    g_autofree char *tail = g_strconcat(grant->gives ? " TO " : " FROM ", grant->who,
        grant->has_option ? " WITH GRANT OPTION" : "", NULL);

    if (grant->on != NULL) {
        g_autofree char *first = g_strconcat("ALTER DEFAULT PRIVILEGES ", grant->role, NULL);
        g_autofree char *before = g_strconcat(first, IN_SCHEMA, NULL);
        g_autofree char *behind = g_strconcat(" ", head, grant->on, tail, NULL);
        if (find_words(grant->role, IN_SCHEMA) != NULL)
            return g_strconcat(first, head, grant->on, tail, NULL);
        return about_schema(builder, before, behind);
    }
    if (object->id.kind == DLN_OBJECT_PRIVILEGES) {
        g_autofree char *before = g_strconcat(head, "SCHEMA ", NULL);
        return about_schema(builder, before, tail);
    }
    g_autofree char *target = target_of(object);
    return target != NULL ? g_strconcat(head, target, tail, NULL) : NULL;
}

void dln_create_privileges(
    DlnBuilder *builder, const DlnObject *object, char *const *from, char *const *to)
{
    g_autoptr(GPtrArray) grants = find_grants(from, to);

    for (guint i = 0; i < grants->len; i++) {
        char *statement = statement_of(builder, object, grants->pdata[i]);
        if (statement != NULL)
            dln_builder_take(builder, statement);
    }
}

void dln_create_all_privileges(DlnBuilder *builder)
{
    static char *const none[] = {NULL};

    for (guint i = 0; i < builder->schema->objects->len; i++) {
        const DlnObject *object = builder->schema->objects->pdata[i];
        g_auto(GStrv) privileges = dln_property_list(dln_object_get(object, "privileges"));

        dln_create_privileges(builder, object, none, privileges);
    }
}
