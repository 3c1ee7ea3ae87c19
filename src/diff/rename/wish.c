/* SPDX-License-Identifier: Apache-2.0 */
/* wish.c: what --rename says, and which thing of a schema a name stands for that somebody wrote. */
#include <string.h>

#include "base/error.h"
#include "diff/rename/set.h"

static void name_clear(DlnRenameName *name)
{
    g_free(name->text);
    name->text = NULL;
}

void dln_rename_wish_free(DlnRenameWish *wish)
{
    if (wish == NULL)
        return;
    name_clear(&wish->from_schema);
    name_clear(&wish->from_parent);
    name_clear(&wish->from);
    name_clear(&wish->to_schema);
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

/* name, parent.name or schema.parent.name */
static gboolean read_path(
    const char **at, DlnRenameName *schema, DlnRenameName *parent, DlnRenameName *name)
{
    if (!read_name(at, name))
        return FALSE;
    while (**at == '.' && schema->text == NULL) {
        (*at)++;
        *schema = *parent;
        *parent = *name;
        *name = (DlnRenameName){0};
        if (!read_name(at, name))
            return FALSE;
    }
    return TRUE;
}

DlnRenameWish *dln_rename_wish_parse(const char *text, GError **error)
{
    g_autoptr(DlnRenameWish) wish = g_new0(DlnRenameWish, 1);
    const char *at = text;
    gboolean is_read;

    wish->kind = DLN_N_OBJECT_KINDS;
    wish->text = g_strdup(text);
    is_read = read_path(&at, &wish->from_schema, &wish->from_parent, &wish->from) && *at == '=';
    at += is_read;
    is_read = is_read && read_path(&at, &wish->to_schema, &wish->to_parent, &wish->to) &&
              *at == '\0' && (wish->to_schema.text == NULL || wish->from_schema.text != NULL);
    if (is_read)
        return g_steal_pointer(&wish);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "--rename \"%s\": write OLD=NEW: users=accounts for a table, users.phone=telephone for a "
        "column, mood.sad=unhappy for a value of an enum; a name that SQL has in double quotes has "
        "them here, too",
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
static gboolean find_value(const DlnSchema *schema, const DlnObjectId *type,
    const DlnRenameName *name, DlnObjectId *out_id)
{
    const DlnObjectId id = {
        .kind = DLN_OBJECT_ENUM, .parent = type->name, .name = name->text, .schema = type->schema};

    if (!dln_rename_exists(schema, &id))
        return FALSE;
    *out_id = id;
    return TRUE;
}

const char *dln_rename_home(const DlnSchema *schema, const DlnObjectId *id)
{
    return id->schema != NULL ? id->schema : schema->name;
}

/* A file may call the main schema otherwise than the place where it was loaded. */
static gboolean is_in(const DlnSchema *schema, const DlnObjectId *id, const char *name)
{
    const DlnObjectId other = {.kind = DLN_OBJECT_SCHEMA, .name = name};

    if (name == NULL || g_str_equal(name, dln_rename_home(schema, id)))
        return TRUE;
    return id->schema == NULL && dln_schema_find(schema, &other) == NULL;
}

static gboolean is_of(const DlnObjectId *id, const DlnObjectId *owner)
{
    return owner == NULL ||
           (g_strcmp0(id->parent, owner->name) == 0 && g_strcmp0(id->schema, owner->schema) == 0);
}

static gboolean find_object(const DlnSchema *schema, DlnObjectKind kind,
    const DlnRenameScope *scope, const DlnRenameName *name, DlnObjectId *out_id)
{
    for (Match match = MATCH_EXACT; match <= MATCH_FOLDED; match++) {
        for (guint i = 0; i < schema->objects->len; i++) {
            const DlnObject *object = schema->objects->pdata[i];

            if (object->id.kind != kind || !is_of(&object->id, scope->owner) ||
                !is_in(schema, &object->id, scope->schema) ||
                !matches(name, object->id.name, match))
                continue;
            *out_id = object->id;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean find_of_kind(const DlnSchema *schema, DlnObjectKind kind,
    const DlnRenameScope *scope, const DlnRenameName *name, DlnObjectId *out_id)
{
    if (kind == DLN_OBJECT_ENUM && scope->owner != NULL)
        return find_value(schema, scope->owner, name, out_id);
    return find_object(schema, kind, scope, name, out_id);
}

gboolean dln_rename_find_named(const DlnSchema *schema, const DlnRenameScope *scope,
    const DlnRenameName *name, DlnObjectId *out_id)
{
    const DlnObjectKind *kinds = scope->owner != NULL ? owned : alone;
    const guint n_kinds = scope->owner != NULL ? G_N_ELEMENTS(owned) : G_N_ELEMENTS(alone);

    if (scope->kind != DLN_N_OBJECT_KINDS)
        return find_of_kind(schema, scope->kind, scope, name, out_id);
    for (guint i = 0; i < n_kinds; i++) {
        if (find_of_kind(schema, kinds[i], scope, name, out_id))
            return TRUE;
    }
    return FALSE;
}
