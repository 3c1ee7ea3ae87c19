/* SPDX-License-Identifier: Apache-2.0 */
/* virtual.c: a virtual table made anew. What its rows are is its module's business: those of the modules that SQLite itself
 * brings are copied, any other's are lost, and that is said. The tables in which a module keeps them are its own. */
#include <string.h>

#include "dialect/sqlite/create.h"
#include "diff/sqlite/sqlite.h"

/* The modules whose columns are the first words of what they are told. */
static const struct {
    const char *name;
    const char *rowid; /* NULL: the first column is it */
} modules[] = {
    {"fts5", "rowid"}, {"fts4", "docid"}, {"fts3", "docid"}, {"rtree", NULL}, {"rtree_i32", NULL}};

/* NULL: nobody knows what it does. */
static const char *rowid_of(const char *text, gboolean *out_is_known)
{
    *out_is_known = FALSE;
    for (guint i = 0; text != NULL && i < G_N_ELEMENTS(modules); i++) {
        const gsize length = strlen(modules[i].name);

        if (g_ascii_strncasecmp(text, modules[i].name, length) == 0 &&
            !g_ascii_isalnum(text[length]) && text[length] != '_') {
            *out_is_known = TRUE;
            return modules[i].rowid;
        }
    }
    return NULL;
}

/* Where the texts of a full-text index are. */
typedef enum {
    CONTENT_OWN,
    CONTENT_NOWHERE, /* only the index is there: nothing can be read from it */
    CONTENT_ELSEWHERE,
} Content;

static Content content_of(const char *text)
{
    g_autofree char *content = dln_sqlite_setting(text, "content");

    if (content == NULL)
        return CONTENT_OWN;
    return *content == '\0' ? CONTENT_NOWHERE : CONTENT_ELSEWHERE;
}

/* The columns of both, in the order of to; NULL: the rows cannot be copied. (transfer full) */
static char *common_columns(const char *from, const char *to)
{
    gboolean is_from_known = FALSE;
    gboolean is_to_known = FALSE;
    const char *rowid_from = rowid_of(from, &is_from_known);
    const char *rowid_to = rowid_of(to, &is_to_known);
    g_autoptr(GString) list = g_string_new(rowid_to);

    if (!is_from_known || !is_to_known || g_strcmp0(rowid_from, rowid_to) != 0 ||
        content_of(from) == CONTENT_NOWHERE || content_of(to) == CONTENT_ELSEWHERE)
        return NULL;
    g_auto(GStrv) before = dln_sqlite_list_names(from);
    g_auto(GStrv) after = dln_sqlite_list_names(to);
    for (guint i = 0; after[i] != NULL; i++) {
        g_autofree char *name = dln_sqlite_quoted(after[i]);
        gboolean is_common = FALSE;

        for (guint j = 0; before[j] != NULL; j++)
            is_common = is_common || dln_sqlite_same_name(before[j], after[i]);
        if (is_common)
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", name);
    }
    return list->len > 0 ? g_strdup(list->str) : NULL;
}

static void tell_dropped(DlnDiffStep *step, const DlnSqliteTable *table)
{
    g_auto(GStrv) before = dln_sqlite_list_names(dln_object_get(table->from, "virtual"));
    g_auto(GStrv) after = dln_sqlite_list_names(dln_object_get(table->to, "virtual"));

    for (guint i = 0; before[i] != NULL; i++) {
        gboolean is_kept = FALSE;

        for (guint j = 0; after[j] != NULL; j++)
            is_kept = is_kept || dln_sqlite_same_name(before[i], after[j]);
        if (!is_kept)
            dln_diff_say(step->losses, "column %s.%s: its values", table->from->id.name, before[i]);
    }
}

static void copy_rows(const DlnSqliteDiff *diff, const DlnSqliteTable *table, const char *columns)
{
    g_autofree char *new = dln_sqlite_free_name(diff, table->to->id.name);
    g_autofree char *sql = dln_create_sqlite_object(diff->to, table->to, new);
    g_autofree char *new_name = dln_sqlite_quoted(new);
    g_autofree char *from = dln_sqlite_quoted(table->from->id.name);
    g_autofree char *to = dln_sqlite_quoted(table->to->id.name);

    dln_sqlite_diff_add(diff, table->to, "%s", sql);
    DlnDiffStep *step = dln_sqlite_diff_add(diff, table->to,
        "INSERT INTO %s (%s)\nSELECT %s\nFROM %s", new_name, columns, columns, from);
    tell_dropped(step, table);
    if (content_of(dln_object_get(table->from, "virtual")) == CONTENT_OWN &&
        content_of(dln_object_get(table->to, "virtual")) == CONTENT_NOWHERE)
        dln_diff_say(
            step->losses, "table %s: its texts, of which the index stays", table->from->id.name);
    dln_sqlite_diff_add(diff, table->to, "DROP TABLE %s", from);
    dln_sqlite_diff_add(diff, table->to, "ALTER TABLE %s RENAME TO %s", new_name, to);
}

/* An index of another table's rows is no data: it is made of them again. */
static void make_anew(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    const char *before = dln_object_get(table->from, "virtual");
    const char *after = dln_object_get(table->to, "virtual");
    g_autofree char *from = dln_sqlite_quoted(table->from->id.name);
    g_autofree char *to = dln_sqlite_quoted(table->to->id.name);
    g_autofree char *sql = dln_create_sqlite_object(diff->to, table->to, NULL);
    gboolean is_known = FALSE;
    gboolean is_index = after != NULL && content_of(after) == CONTENT_ELSEWHERE &&
                        rowid_of(after, &is_known) != NULL;
    DlnDiffStep *step = dln_sqlite_diff_add(diff, table->from, "DROP TABLE %s", from);

    if (!is_index || before == NULL || content_of(before) != CONTENT_ELSEWHERE)
        dln_diff_say(step->losses, "table %s: its rows", table->from->id.name);
    dln_sqlite_diff_add(diff, table->to, "%s", sql);
    if (is_index)
        dln_sqlite_diff_add(diff, table->to, "INSERT INTO %s (%s) VALUES ('rebuild')", to, to);
}

void dln_sqlite_rebuild_virtual(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    const char *from = dln_object_get(table->from, "virtual");
    const char *to = dln_object_get(table->to, "virtual");
    g_autofree char *columns = from != NULL && to != NULL ? common_columns(from, to) : NULL;

    if (columns != NULL)
        copy_rows(diff, table, columns);
    else
        make_anew(diff, table);
}
