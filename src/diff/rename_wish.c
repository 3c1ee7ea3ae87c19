/* SPDX-License-Identifier: Apache-2.0 */
/* rename_wish.c: what --rename says, and which thing of a schema a name stands for that somebody wrote. */
#include <string.h>

#include "base/error.h"
#include "diff/rename_set.h"

static void name_clear(DlnRenameName *name)
{
    g_free(name->text);
    name->text = NULL;
}

void dln_rename_wish_free(DlnRenameWish *wish)
{
    if (wish == NULL)
        return;
    name_clear(&wish->from_parent);
    name_clear(&wish->from);
    name_clear(&wish->to_parent);
    name_clear(&wish->to);
    g_free(wish->text);
    g_free(wish->file);
    g_free(wish);
}

/* ---- OLD=NEW ---- */

/* "a ""quoted"" name": *at is behind it then. */
static char *read_quoted(const char **at)
{
    g_autoptr(GString) name = g_string_new(NULL);
    const char *p = *at + 1;

    for (; *p != '\0' && (*p != '"' || p[1] == '"'); p++) {
        p += *p == '"';
        g_string_append_c(name, *p);
    }
    if (*p != '"' || name->len == 0)
        return NULL;
    *at = p + 1;
    return g_strdup(name->str);
}

static gboolean read_name(const char **at, DlnRenameName *out_name)
{
    const gsize length = strcspn(*at, ".=\"");

    name_clear(out_name);
    out_name->is_exact = **at == '"';
    if (out_name->is_exact) {
        out_name->text = read_quoted(at);
    } else if (length > 0) {
        out_name->text = g_strndup(*at, length);
        *at += length;
    }
    return out_name->text != NULL;
}

/* name or parent.name */
static gboolean read_path(const char **at, DlnRenameName *parent, DlnRenameName *name)
{
    if (!read_name(at, name))
        return FALSE;
    if (**at != '.')
        return TRUE;
    (*at)++;
    *parent = *name;
    *name = (DlnRenameName){0};
    return read_name(at, name);
}

DlnRenameWish *dln_rename_wish_parse(const char *text, GError **error)
{
    g_autoptr(DlnRenameWish) wish = g_new0(DlnRenameWish, 1);
    const char *at = text;
    gboolean is_read;

    wish->kind = DLN_N_OBJECT_KINDS;
    wish->text = g_strdup(text);
    is_read = read_path(&at, &wish->from_parent, &wish->from) && *at == '=';
    at += is_read;
    is_read = is_read && read_path(&at, &wish->to_parent, &wish->to) && *at == '\0' &&
              (wish->to_parent.text == NULL || wish->from_parent.text != NULL);
    if (is_read)
        return g_steal_pointer(&wish);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "--rename \"%s\" is not read: users=accounts, users.phone=telephone or mood.sad=unhappy is "
        "wanted, a name with other letters than those of a word in double quotes",
        text);
    return NULL;
}

/* ---- which thing a name stands for ---- */

/* Without an owner, in the order in which they are looked for. */
static const DlnObjectKind alone[] = {DLN_OBJECT_TABLE, DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW, DLN_OBJECT_SEQUENCE, DLN_OBJECT_INDEX, DLN_OBJECT_ENUM,
    DLN_OBJECT_DOMAIN, DLN_OBJECT_COMPOSITE, DLN_OBJECT_RANGE};
static const DlnObjectKind owned[] = {
    DLN_OBJECT_COLUMN, DLN_OBJECT_ENUM, DLN_OBJECT_CONSTRAINT, DLN_OBJECT_DOMAIN_CONSTRAINT};

typedef enum {
    MATCH_EXACT,
    MATCH_FOLDED, /* an unquoted name in any letters */
} Match;

static gboolean matches(const DlnRenameName *name, const char *text, Match match)
{
    return match == MATCH_EXACT ? strcmp(name->text, text) == 0
                                : !name->is_exact && g_ascii_strcasecmp(name->text, text) == 0;
}

/* The value's text is name's: the schema holds it in a list only, and letters count. */
static gboolean find_value(
    const DlnSchema *schema, const char *type, const DlnRenameName *name, DlnObjectId *out_id)
{
    const DlnObjectId id = {DLN_OBJECT_ENUM, type, name->text, NULL};

    if (!dln_rename_exists(schema, &id))
        return FALSE;
    *out_id = id;
    return TRUE;
}

static gboolean find_object(const DlnSchema *schema, DlnObjectKind kind, const char *parent,
    const DlnRenameName *name, DlnObjectId *out_id)
{
    for (Match match = MATCH_EXACT; match <= MATCH_FOLDED; match++) {
        for (guint i = 0; i < schema->objects->len; i++) {
            const DlnObject *object = schema->objects->pdata[i];

            if (object->id.kind != kind ||
                (parent != NULL && g_strcmp0(object->id.parent, parent) != 0) ||
                !matches(name, object->id.name, match))
                continue;
            *out_id = object->id;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean find_of_kind(const DlnSchema *schema, DlnObjectKind kind, const char *parent,
    const DlnRenameName *name, DlnObjectId *out_id)
{
    if (kind == DLN_OBJECT_ENUM && parent != NULL)
        return find_value(schema, parent, name, out_id);
    return find_object(schema, kind, parent, name, out_id);
}

gboolean dln_rename_find_named(const DlnSchema *schema, DlnObjectKind kind, const char *parent,
    const DlnRenameName *name, DlnObjectId *out_id)
{
    const DlnObjectKind *kinds = parent != NULL ? owned : alone;
    const guint n_kinds = parent != NULL ? G_N_ELEMENTS(owned) : G_N_ELEMENTS(alone);

    if (kind != DLN_N_OBJECT_KINDS)
        return find_of_kind(schema, kind, parent, name, out_id);
    for (guint i = 0; i < n_kinds; i++) {
        if (find_of_kind(schema, kinds[i], parent, name, out_id))
            return TRUE;
    }
    return FALSE;
}
