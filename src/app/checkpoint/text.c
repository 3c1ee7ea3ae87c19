/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: the text of a checkpoint: what makes the tables, their rows, and then what would have changed the
 * rows or been in their way: triggers, foreign keys, rules, materialized views, indexes; at the end owners and privileges. */
#include <string.h>

#include "app/checkpoint/checkpoint.h"
#include "dialect/create.h"

/* ---- the directive ---- */

/* Blanks and commas would end a word, and "%" begins an escape. */
static void append_names(GString *out, const char *word, char *const *names)
{
    for (guint i = 0; names[i] != NULL; i++) {
        g_autofree char *escaped =
            g_uri_escape_string(names[i], "\"!#$&'()*+/:;<=>?@[]^`{|}", TRUE);
        g_string_append_printf(out, "-- dunlin:checkpoint %s=%s\n", word, escaped);
    }
}

char *dln_checkpoint_directive(const char *prefix, const char *text, const DlnDeclared *declared)
{
    g_autoptr(GString) out = g_string_new(NULL);

    g_string_append_printf(out, "-- dunlin:checkpoint prefix=%s text=%s\n", prefix, text);
    append_names(out, "fresh", declared->fresh);
    append_names(out, "keep", declared->keep);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- the order ---- */

typedef struct {
    const char *begins;
    const char *holds; /* (nullable) */
} Kind;

static gboolean is_one_of(const char *statement, const Kind *kinds, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (g_str_has_prefix(statement, kinds[i].begins) &&
            (kinds[i].holds == NULL || strstr(statement, kinds[i].holds) != NULL))
            return TRUE;
    }
    return FALSE;
}

/* What comes behind the rows: it would change them, refuse them in this order, or be made of them. */
static gboolean is_late(const char *statement)
{
    static const Kind kinds[] = {
        {"CREATE TRIGGER", NULL},
        {"CREATE CONSTRAINT TRIGGER", NULL},
        {"CREATE EVENT TRIGGER", NULL},
        {"CREATE RULE", NULL},
        {"CREATE POLICY", NULL},
        {"CREATE MATERIALIZED VIEW", NULL},
        {"ALTER TABLE", " FOREIGN KEY "},
        {"ALTER TABLE", " ROW LEVEL SECURITY"},
        {"ALTER TABLE", " TRIGGER "},
        {"ALTER TABLE", " RULE "},
        {"ALTER TABLE", " CLUSTER ON "},
    };

    return is_one_of(statement, kinds, G_N_ELEMENTS(kinds));
}

/* What the rows need, wherever it stands. Everything else that stands behind something late may need that. */
static gboolean is_early(const char *statement)
{
    static const Kind kinds[] = {
        {"CREATE TABLE", NULL},
        {"CREATE UNLOGGED TABLE", NULL},
        {"CREATE TYPE", NULL},
        {"CREATE DOMAIN", NULL},
        {"CREATE SEQUENCE", NULL},
        {"CREATE FUNCTION", NULL},
        {"CREATE OR REPLACE FUNCTION", NULL},
        {"ALTER SEQUENCE", NULL},
        {"ALTER TABLE", NULL},
    };

    return is_one_of(statement, kinds, G_N_ELEMENTS(kinds));
}

static void append_statement(GString *out, const char *statement)
{
    g_string_append(out, statement);
    g_string_append(out, ";\n");
}

static void append_all(
    GString *out, const GPtrArray *statements, const DlnBuilt *built, const DlnDeclared *declared)
{
    g_autoptr(GString) late = g_string_new(NULL);
    gboolean has_late = FALSE;

    for (guint i = 0; i < statements->len; i++) {
        const char *statement = statements->pdata[i];
        gboolean goes_late = is_late(statement);
        has_late = has_late || goes_late;
        append_statement(goes_late || (has_late && !is_early(statement)) ? late : out, statement);
    }
    g_string_append_c(out, '\n');
    dln_rows_write(built->rows, declared->fresh, out);
    if (late->len > 0)
        g_string_append_printf(out, "\n%s", late->str);
    if (built->grants->len > 0)
        g_string_append_c(out, '\n');
    for (guint i = 0; i < built->grants->len; i++)
        append_statement(out, built->grants->pdata[i]);
}

/* ---- all of it ---- */

/* A tenant's schema has another name for each of them. */
static gboolean check_nameless(const DlnSchema *schema, GError **error)
{
    g_autoptr(GPtrArray) here = dln_create_statements(schema, "dunlin_a", error);
    g_autoptr(GPtrArray) there =
        here != NULL ? dln_create_statements(schema, "dunlin_b", error) : NULL;

    if (there == NULL)
        return FALSE;
    for (guint i = 0; i < here->len; i++) {
        if (g_str_equal(here->pdata[i], there->pdata[i]))
            continue;
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "a checkpoint cannot be made for schemas of many names: this names its own: %s",
            (const char *)here->pdata[i]);
        return FALSE;
    }
    return TRUE;
}

/* A SQLite file's own texts are those that it would have had by the migrations: whoever looks at them sees no
 * difference. (transfer full) */
static GPtrArray *statements_of(const DlnBuilt *built, DlnScope scope, GError **error)
{
    if (built->schema->engine == DLN_ENGINE_SQLITE)
        return g_ptr_array_ref(built->originals);
    if (scope == DLN_SCOPE_TENANT && !check_nameless(built->schema, error))
        return NULL;
    return dln_create_statements(built->schema, NULL, error);
}

char *dln_checkpoint_sections(
    const DlnBuilt *built, DlnScope scope, const DlnDeclared *declared, GError **error)
{
    const DlnEngineKind engine = built->schema->engine;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) statements = statements_of(built, scope, error);

    if (statements == NULL || !dln_create_check_text(statements, error))
        return NULL;
    g_string_append_printf(
        out, "-- dunlin:engine %s\n-- dunlin:up\n", dln_engine_kind_name(engine));
    append_all(out, statements, built, declared);
    return g_string_free(g_steal_pointer(&out), FALSE);
}
