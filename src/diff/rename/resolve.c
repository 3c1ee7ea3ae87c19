/* SPDX-License-Identifier: Apache-2.0 */
/* resolve.c: hints and --rename as renames of what is there. A hint stays in its file when its rename has long been done: what it
 * asks for is done only where the old thing is there and the new one is not, or makes room itself. */
#include <string.h>

#include "base/error.h"
#include "diff/rename/set.h"

/* A wish whose two ends have been found. */
typedef struct {
    const DlnRenameWish *wish;
    DlnObjectId from;   /* in from */
    DlnObjectId to;     /* in to */
    DlnObjectId before; /* what to would be called in from: whether that is there decides */
    DlnObjectId after;  /* what from would be called in to */
} Found;

typedef struct {
    DlnRenameSet *set;
    GPtrArray *found; /* (element-type Found): owned */
} Resolver;

/* ---- errors ---- */

static gboolean G_GNUC_PRINTF(3, 4)
    reject(const DlnRenameWish *wish, GError **error, const char *format, ...)
{
    const DunlinErrorFacts facts = {.file = wish->file, .line = wish->line};
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s%s: %s",
        wish->file == NULL ? "--rename " : "", wish->text, message);
    return FALSE;
}

static const char *kind_text(const DlnObjectId *id)
{
    return id->kind == DLN_OBJECT_ENUM && id->parent != NULL ? "value"
                                                             : dln_object_kind_name(id->kind);
}

/* ---- finding both ends ---- */

/* What the thing's owner is called, for messages: "" without one. (transfer full) */
static char *owner_text(const DlnObjectId *owner)
{
    g_autofree char *text = owner != NULL ? dln_object_id_text(owner) : NULL;

    return text != NULL ? g_strdup_printf(" in \"%s\"", text) : g_strdup("");
}

/* Where the new name is looked for, when nobody says another schema: where the old thing is. */
static const char *schema_after(
    const DlnRenameSet *set, const DlnRenameName *said, const DlnObjectId *from)
{
    if (said->text != NULL)
        return said->text;
    return from->schema != NULL ? from->schema : set->to->name;
}

/* schema: (nullable) of the old one. */
static gboolean find_flag_ends(const DlnRenameSet *set, const DlnRenameWish *wish,
    const char *schema, const DlnObjectId *owner, Found *found, GError **error)
{
    const DlnRenameScope from = {DLN_N_OBJECT_KINDS, schema, owner};
    g_autofree char *place = owner_text(owner);

    if (!dln_rename_find_named(set->from, &from, &wish->from, &found->from))
        return reject(wish, error, "there is no \"%s\"%s to be renamed", wish->from.text, place);
    const DlnObjectId after = dln_rename_set_after(set, &found->from);
    const DlnObjectId owner_after = dln_object_id_parent(&after);
    const DlnRenameScope to = {found->from.kind,
        owner == NULL ? schema_after(set, &wish->to_parent, &found->from) : NULL,
        owner != NULL ? &owner_after : NULL};
    g_autofree char *place_after = owner_text(to.owner);
    if (!dln_rename_find_named(set->to, &to, &wish->to, &found->to))
        return reject(wish, error, "no %s \"%s\" is wanted%s", kind_text(&found->from),
            wish->to.text, place_after);
    return TRUE;
}

static gboolean is_called(const DlnRenameName *name, const char *text)
{
    return strcmp(name->text, text) == 0 ||
           (!name->is_exact && g_ascii_strcasecmp(name->text, text) == 0);
}

/* Whether what stands before the dot is a schema, and not a table or type. */
static gboolean names_schema(const DlnSchema *schema, const DlnRenameName *name)
{
    const DlnObjectId id = {.kind = DLN_OBJECT_SCHEMA, .name = name->text};

    return schema->engine == DLN_ENGINE_POSTGRES &&
           (strcmp(name->text, schema->name) == 0 || dln_schema_find(schema, &id) != NULL);
}

static gboolean find_flag(
    const DlnRenameSet *set, const DlnRenameWish *wish, Found *found, GError **error)
{
    const DlnRenameScope scope = {DLN_N_OBJECT_KINDS, wish->from_schema.text, NULL};
    DlnObjectId owner = {0};

    if (wish->from_parent.text == NULL) {
        if (wish->to_parent.text != NULL && !names_schema(set->to, &wish->to_parent))
            return reject(wish, error, "there is no schema \"%s\"", wish->to_parent.text);
        return find_flag_ends(set, wish, set->from->name, NULL, found, error);
    }
    if (!dln_rename_find_named(set->from, &scope, &wish->from_parent, &owner)) {
        if (wish->from_schema.text == NULL && names_schema(set->from, &wish->from_parent))
            return find_flag_ends(set, wish, wish->from_parent.text, NULL, found, error);
        return reject(wish, error, "there is no \"%s\"", wish->from_parent.text);
    }
    const DlnObjectId child = {.parent = owner.name, .schema = owner.schema};
    const DlnObjectId after = dln_rename_set_after(set, &child);
    if (wish->to_parent.text != NULL && !is_called(&wish->to_parent, after.parent))
        return reject(wish, error, "\"%s\" stays \"%s\": nothing can be moved to another one",
            owner.name, after.parent);
    return find_flag_ends(set, wish, NULL, &owner, found, error);
}

/* Whether there is anything that the hint could have meant; a new table's columns, or the first of all tables, never were there. */
static gboolean may_be_unknown(const DlnRenameSet *set, const DlnObjectId *to)
{
    const DlnObjectId before = dln_rename_set_before(set, to);
    const DlnRenameName name = {(char *)before.parent, TRUE};
    const DlnRenameScope scope = {
        DLN_N_OBJECT_KINDS, before.schema != NULL ? before.schema : set->from->name, NULL};
    DlnObjectId id;

    if (to->parent != NULL)
        return !dln_rename_find_named(set->from, &scope, &name, &id);
    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *object = set->from->objects->pdata[i];
        if (object->id.kind == to->kind)
            return FALSE;
    }
    return TRUE;
}

typedef enum {
    HINT_WRONG,
    HINT_DONE, /* nothing to do */
    HINT_FOUND,
} HintState;

static HintState find_hint_start(
    const DlnRenameSet *set, const DlnRenameWish *wish, Found *found, GError **error)
{
    const DlnObjectId before = dln_rename_set_before(set, &found->to);
    const DlnObjectId owner = dln_object_id_parent(&before);
    const gboolean is_inner = found->to.parent != NULL;
    const DlnRenameScope scope = {found->to.kind,
        is_inner                         ? NULL
        : wish->from_schema.text != NULL ? wish->from_schema.text
        : before.schema != NULL          ? before.schema
                                         : set->from->name,
        is_inner ? &owner : NULL};

    if (dln_rename_find_named(set->from, &scope, &wish->from, &found->from))
        return strcmp(found->from.name, found->to.name) == 0 &&
                       (is_inner || g_strcmp0(found->from.schema, found->to.schema) == 0)
                   ? HINT_DONE
                   : HINT_FOUND;
    if (dln_rename_exists(set->from, &before) || may_be_unknown(set, &found->to))
        return HINT_DONE;
    reject(wish, error, "there is no %s \"%s\" that could become \"%s\"", kind_text(&found->to),
        wish->from.text, found->to.name);
    return HINT_WRONG;
}

static HintState find_hint(
    const DlnRenameSet *set, const DlnRenameWish *wish, Found *found, GError **error)
{
    const gboolean is_inner = wish->to_parent.text != NULL;
    const DlnRenameScope of_owner = {DLN_N_OBJECT_KINDS, wish->to_schema.text, NULL};
    DlnObjectId owner = {0};

    if (is_inner && !dln_rename_find_named(set->to, &of_owner, &wish->to_parent, &owner)) {
        reject(wish, error, "there is no \"%s\" when all has been read", wish->to_parent.text);
        return HINT_WRONG;
    }
    const DlnRenameScope scope = {
        wish->kind, is_inner ? NULL : wish->to_schema.text, is_inner ? &owner : NULL};
    if (!dln_rename_find_named(set->to, &scope, &wish->to, &found->to)) {
        reject(wish, error, "there is no %s \"%s\" when all has been read",
            dln_object_kind_name(wish->kind), wish->to.text);
        return HINT_WRONG;
    }
    return find_hint_start(set, wish, found, error);
}

/* ---- which of them are to be done ---- */

static gboolean is_id(const DlnObjectId *a, const DlnObjectId *b)
{
    return dln_object_id_compare(a, b) == 0;
}

static const Found *found_from(const Resolver *resolver, const DlnObjectId *id)
{
    for (guint i = 0; i < resolver->found->len; i++) {
        const Found *found = resolver->found->pdata[i];
        if (is_id(&found->from, id))
            return found;
    }
    return NULL;
}

/* One thing cannot become two, nor two one. */
static gboolean check_conflict(const Resolver *resolver, const Found *added, GError **error)
{
    for (guint i = 0; i < resolver->found->len; i++) {
        const Found *other = resolver->found->pdata[i];

        if (is_id(&other->from, &added->from) != is_id(&other->to, &added->to))
            return reject(added->wish, error, "contradicts \"%s\"", other->wish->text);
    }
    return TRUE;
}

/* Whether the new name is another thing's, which does not make room. */
static gboolean is_taken(const Resolver *resolver, const Found *found)
{
    return dln_rename_exists(resolver->set->from, &found->before) &&
           found_from(resolver, &found->before) == NULL;
}

/* Then the hint was followed long ago, or it is wrong. */
static gboolean drop_done(Resolver *resolver, gboolean *out_dropped, GError **error)
{
    *out_dropped = FALSE;
    for (guint i = 0; i < resolver->found->len; i++) {
        const Found *found = resolver->found->pdata[i];

        if (!is_taken(resolver, found))
            continue;
        if (found->wish->file == NULL || !dln_rename_exists(resolver->set->to, &found->after))
            return reject(found->wish, error, "there is a %s \"%s\" beside \"%s\" already",
                kind_text(&found->to), found->to.name, found->from.name);
        g_ptr_array_remove_index(resolver->found, i);
        *out_dropped = TRUE;
        return TRUE;
    }
    return TRUE;
}

/* ---- names that go round ---- */

/* Column for column. */
static gboolean is_table_like(
    const DlnRenameSet *set, const DlnObjectId *from, const DlnObjectId *to)
{
    g_autoptr(GPtrArray) before = dln_schema_children(set->from, DLN_OBJECT_COLUMN, from);
    g_autoptr(GPtrArray) after = dln_schema_children(set->to, DLN_OBJECT_COLUMN, to);
    gboolean is_like = before->len == after->len;

    for (guint i = 0; i < before->len && is_like; i++) {
        const DlnObject *a = before->pdata[i];
        const DlnObject *b = after->pdata[i];
        is_like = strcmp(a->id.name, b->id.name) == 0 &&
                  g_strcmp0(dln_object_get(a, "type"), dln_object_get(b, "type")) == 0;
    }
    return is_like;
}

static int place_of_value(const DlnSchema *schema, const DlnObjectId *id)
{
    const DlnObjectId type_id = {.kind = DLN_OBJECT_ENUM, .name = id->parent, .schema = id->schema};
    const DlnObject *type = dln_schema_find(schema, &type_id);
    g_auto(GStrv) labels = dln_property_list(type != NULL ? dln_object_get(type, "labels") : NULL);

    for (int i = 0; labels[i] != NULL; i++) {
        if (strcmp(labels[i], id->name) == 0)
            return i;
    }
    return -1;
}

static gboolean is_like(const DlnRenameSet *set, const DlnObjectId *from, const DlnObjectId *to)
{
    if (from->kind == DLN_OBJECT_TABLE)
        return is_table_like(set, from, to);
    if (from->kind == DLN_OBJECT_ENUM && from->parent != NULL)
        return place_of_value(set->from, from) == place_of_value(set->to, to);
    return dln_rename_has_same_properties(
        dln_schema_find(set->from, from), dln_schema_find(set->to, to));
}

/* The wishes of a circle that begins with the one at first: a becomes b, b becomes a. (transfer container) (element-type Found);
 * empty: it is no circle. */
static GPtrArray *circle_of(const Resolver *resolver, guint first)
{
    const Found *start = resolver->found->pdata[first];
    GPtrArray *circle = g_ptr_array_new();
    const Found *at = start;

    do {
        g_ptr_array_add(circle, (gpointer)at);
        at = found_from(resolver, &at->before);
    } while (at != NULL && at != start && circle->len <= resolver->found->len);
    if (at != start)
        g_ptr_array_set_size(circle, 0);
    return circle;
}

/* Where hints let names go round, nothing tells by their names whether that was done; what they stand for may. FALSE with *out_done: as if
 * they were not there. */
static gboolean judge_circle(
    const DlnRenameSet *set, const GPtrArray *circle, gboolean *out_done, GError **error)
{
    gboolean is_done = TRUE;
    gboolean is_to_do = TRUE;
    gboolean has_hint = FALSE;

    for (guint i = 0; i < circle->len; i++) {
        const Found *found = circle->pdata[i];
        is_done = is_done && is_like(set, &found->from, &found->after);
        is_to_do = is_to_do && is_like(set, &found->from, &found->to);
        has_hint = has_hint || found->wish->file != NULL;
    }
    *out_done = has_hint && is_done;
    if (has_hint && !is_done && !is_to_do)
        return reject(((const Found *)circle->pdata[0])->wish, error,
            "nothing tells whether the names have changed places yet: take the hints out, and say "
            "it with --rename");
    return TRUE;
}

static gboolean drop_circles(Resolver *resolver, GError **error)
{
    g_autofree gboolean *is_done = g_new0(gboolean, resolver->found->len + 1);

    for (guint i = 0; i < resolver->found->len; i++) {
        g_autoptr(GPtrArray) circle = circle_of(resolver, i);

        if (circle->len > 0 && !judge_circle(resolver->set, circle, &is_done[i], error))
            return FALSE;
    }
    for (guint i = resolver->found->len; i > 0; i--) {
        if (is_done[i - 1])
            g_ptr_array_remove_index(resolver->found, i - 1);
    }
    return TRUE;
}

/* ---- all ---- */

typedef enum {
    PASS_OWNERS,
    PASS_INNER,
} Pass;

static Pass pass_of(const DlnRenameSet *set, const DlnRenameWish *wish)
{
    const DlnRenameScope scope = {DLN_N_OBJECT_KINDS, wish->from_schema.text, NULL};
    DlnObjectId owner = {0};

    if (wish->file != NULL)
        return wish->to_parent.text != NULL ? PASS_INNER : PASS_OWNERS;
    /* What stands before the dot may be a schema. */
    return wish->from_parent.text != NULL &&
                   (wish->from_schema.text != NULL ||
                       !names_schema(set->from, &wish->from_parent) ||
                       dln_rename_find_named(set->from, &scope, &wish->from_parent, &owner))
               ? PASS_INNER
               : PASS_OWNERS;
}

static gboolean find_one(Resolver *resolver, const DlnRenameWish *wish, GError **error)
{
    const DlnRenameSet *set = resolver->set;
    Found found = {.wish = wish};

    if (wish->file == NULL) {
        if (!find_flag(set, wish, &found, error))
            return FALSE;
    } else {
        const HintState state = find_hint(set, wish, &found, error);
        if (state != HINT_FOUND)
            return state == HINT_DONE;
    }
    found.before = found.from;
    found.before.name = found.to.name;
    found.after = found.to;
    found.after.name = found.from.name;
    if (found.from.parent == NULL) {
        found.before.schema = found.to.schema;
        found.after.schema = found.from.schema;
    }
    if (!check_conflict(resolver, &found, error))
        return FALSE;
    if (found_from(resolver, &found.from) == NULL)
        g_ptr_array_add(resolver->found, g_memdup2(&found, sizeof found));
    return TRUE;
}

static gboolean resolve_pass(DlnRenameSet *set, const GPtrArray *wishes, Pass pass, GError **error)
{
    g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func(g_free);
    Resolver resolver = {set, array};
    gboolean is_dropped = TRUE;

    for (guint i = 0; i < wishes->len; i++) {
        if (pass_of(set, wishes->pdata[i]) == pass && !find_one(&resolver, wishes->pdata[i], error))
            return FALSE;
    }
    while (is_dropped) {
        if (!drop_done(&resolver, &is_dropped, error))
            return FALSE;
    }
    if (!drop_circles(&resolver, error))
        return FALSE;
    for (guint i = 0; i < array->len; i++) {
        const Found *found = array->pdata[i];
        if (dln_rename_can_write(set->from->engine, found->from.kind))
            dln_rename_set_add(set, dln_rename_new(&found->from, &found->to));
    }
    return TRUE;
}

gboolean dln_rename_resolve(DlnRenameSet *set, const GPtrArray *wishes, GError **error)
{
    return resolve_pass(set, wishes, PASS_OWNERS, error) &&
           resolve_pass(set, wishes, PASS_INNER, error);
}

/* ---- names in the way ---- */

static const DlnObject *in_the_way(const DlnRenameSet *set, const DlnRename *rename)
{
    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *object = set->from->objects->pdata[i];

        if (dln_rename_is_relation(object->id.kind) &&
            dln_rename_is_same_name(set->from->engine, object->id.name, rename->to) &&
            g_strcmp0(object->id.schema, rename->to_schema) == 0 &&
            dln_rename_set_find_from(set, &object->id) == NULL)
            return object;
    }
    return NULL;
}

gboolean dln_rename_check_names(const DlnRenameSet *set, GError **error)
{
    for (guint i = 0; i < set->renames->len; i++) {
        const DlnRename *rename = set->renames->pdata[i];
        const DlnObject *other =
            dln_rename_is_relation(rename->kind) ? in_the_way(set, rename) : NULL;

        /* PostgreSQL gives everything another name. */
        if (other == NULL || set->from->engine == DLN_ENGINE_POSTGRES)
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the %s \"%s\" cannot be renamed to \"%s\" while there is a%s %s of that name: drop it "
            "in a "
            "migration before this one, or say --renames never",
            dln_object_kind_name(rename->kind), rename->from, rename->to,
            other->id.kind == DLN_OBJECT_INDEX ? "n" : "", dln_object_kind_name(other->id.kind));
        return FALSE;
    }
    return TRUE;
}
