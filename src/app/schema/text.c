/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: reading the files of a desired state. */
#include "app/schema/text.h"

#include <string.h>

#include "app/schema/statement.h"
#include "app/scratch/choice.h"
#include "lint/outside.h"
#include "project/text_file.h"
#include "sql/defines.h"
#include "sql/reader.h"

static void file_free(gpointer data)
{
    DlnSchemaFile *file = data;

    dln_script_free(file->script);
    g_clear_pointer(&file->paths, g_ptr_array_unref);
    g_free(file->shown);
    g_free(file->text);
    g_free(file);
}

DlnSchemaText *dln_schema_text_new(DlnEngineKind engine, DlnSchemaTextFlags flags)
{
    DlnSchemaText *text = g_new0(DlnSchemaText, 1);

    text->engine = engine;
    text->flags = flags;
    text->files = g_ptr_array_new_with_free_func(file_free);
    text->wishes = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_wish_free);
    text->definitions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return text;
}

void dln_schema_text_choose(DlnSchemaText *text, const DunlinProject *project, DlnScope scope)
{
    text->project = project;
    text->scope = scope;
    g_free(text->schema);
    text->schema = g_strdup(project->config.system_schema);
}

void dln_schema_text_free(DlnSchemaText *text)
{
    if (text == NULL)
        return;
    g_ptr_array_unref(text->files);
    g_hash_table_unref(text->definitions);
    g_clear_pointer(&text->wishes, g_ptr_array_unref);
    g_free(text->schema);
    g_free(text->schema_at);
    g_free(text);
}

/* ---- one file ---- */

typedef struct {
    DlnSchemaText *text;
    DlnSchemaFile *file;
    GHashTable *own;   /* (set) keys of what this file has defined */
    GHashTable *names; /* (set) the names of that, as name_key() has them */
    char *path;        /* (nullable) search_path as it is set, and its first name */
    char *path_first;
    guint n_kept;
} Reader;

static void reader_clear(Reader *reader)
{
    g_free(reader->path);
    g_free(reader->path_first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static void refuse_at(const Reader *reader, guint statement, GError **error, const char *format,
    ...) G_GNUC_PRINTF(4, 5);

static void refuse_at(
    const Reader *reader, guint statement, GError **error, const char *format, ...)
{
    const DlnStatement *at = &reader->file->script->statements[statement];
    const DunlinErrorFacts facts = {
        .file = reader->file->shown, .line = at->line, .column = at->column};
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", message);
}

static char *place_of(const Reader *reader, guint statement)
{
    return g_strdup_printf(
        "%s:%u", reader->file->shown, reader->file->script->statements[statement].line);
}

/* One of those that the scope has. */
static gboolean check_chosen(
    const Reader *reader, guint statement, const char *schema, GError **error)
{
    const DlnSchemaText *text = reader->text;

    if (dln_app_owns_schema(text->project, text->scope, text->schema, schema))
        return TRUE;
    refuse_at(reader, statement, error, "this is of the schema \"%s\": " DLN_SCHEMAS_HINT, schema);
    return FALSE;
}

/* All files speak of one schema. */
static gboolean take_schema(Reader *reader, guint statement, const char *schema, GError **error)
{
    DlnSchemaText *text = reader->text;

    if (schema != NULL && text->project != NULL)
        return check_chosen(reader, statement, schema, error);

    if (schema == NULL || text->engine != DLN_ENGINE_POSTGRES)
        return TRUE;
    if (text->schema == NULL) {
        text->schema = g_strdup(schema);
        text->schema_at = place_of(reader, statement);
    }
    if (g_str_equal(text->schema, schema))
        return TRUE;
    refuse_at(reader, statement, error,
        "this is of the schema \"%s\", but what stands at %s is of \"%s\": a desired state "
        "describes one schema, unless " DLN_SCHEMAS_HINT,
        schema, text->schema_at, text->schema);
    return FALSE;
}

char *dln_schema_text_key(
    const DlnSchemaText *text, const DlnDefinition *definition, const char *first)
{
    char *key = dln_definition_key(definition);
    const char *schema = definition->schema != NULL ? definition->schema
                         : first != NULL            ? first
                                                    : text->schema;

    if (key == NULL || text->project == NULL)
        return key;
    g_autofree char *own = key;
    return g_strdup_printf("%s %s", own, schema);
}

/* SQLite's names are the same in any letter case. (transfer full) */
static char *name_key(const Reader *reader, const char *name)
{
    return reader->text->engine == DLN_ENGINE_SQLITE ? g_ascii_strdown(name, -1) : g_strdup(name);
}

static void remember_name(const Reader *reader, const char *name)
{
    if (name != NULL)
        g_hash_table_add(reader->names, name_key(reader, name));
}

static gboolean names_own(const Reader *reader, guint statement)
{
    DlnReader words;

    dln_reader_init(&words, reader->file->script, statement);
    while (!dln_reader_is_at_end(&words)) {
        g_autofree char *name = dln_reader_accept_name(&words);
        g_autofree char *key = name != NULL ? name_key(reader, name) : NULL;
        if (key != NULL && g_hash_table_contains(reader->names, key))
            return TRUE;
        if (name == NULL)
            dln_reader_advance(&words);
    }
    return FALSE;
}

/* A file may drop what it has made itself, and then that is done in its order. What stands in another one is made before or after. */
static gboolean take_drop(const Reader *reader, guint statement, gboolean is_conditional,
    gboolean *out_counts, GError **error)
{
    /* pg_dump --clean begins with them. */
    if (reader->n_kept == 0)
        return TRUE;
    *out_counts = names_own(reader, statement);
    reader->text->has_drops |= *out_counts;
    if (*out_counts || is_conditional)
        return TRUE;
    refuse_at(reader, statement, error,
        "this drops nothing that the file has made before: a desired state says what there is, "
        "so leave out what is not to be there");
    return FALSE;
}

static gboolean take_definition(Reader *reader, guint statement, GError **error)
{
    g_auto(DlnDefinition) definition = {0};

    if (!dln_sql_defines(reader->file->script, statement, &definition))
        return TRUE;
    remember_name(reader, definition.name);
    if (definition.name != NULL && !g_str_equal(definition.kind, "extension") &&
        !take_schema(reader, statement,
            definition.schema != NULL ? definition.schema : reader->path_first, error))
        return FALSE;
    g_autofree char *key = dln_schema_text_key(reader->text, &definition, reader->path_first);
    if (key == NULL || g_hash_table_contains(reader->own, key))
        return TRUE;
    const char *before = g_hash_table_lookup(reader->text->definitions, key);
    if (before != NULL) {
        refuse_at(reader, statement, error, "%s \"%s\" is defined here and at %s", definition.kind,
            definition.name, before);
        return FALSE;
    }
    g_hash_table_insert(reader->text->definitions, g_strdup(key), place_of(reader, statement));
    g_hash_table_add(reader->own, g_steal_pointer(&key));
    return TRUE;
}

/* "SET search_path = a, b": TRUE, and what stands behind it is remembered. */
static gboolean take_path(Reader *reader, guint statement)
{
    g_autofree char *first = NULL;
    g_autofree char *path = NULL;

    if (!dln_schema_statement_path(reader->file->script, statement, &first, &path))
        return FALSE;
    g_free(reader->path);
    g_free(reader->path_first);
    reader->path = g_steal_pointer(&path);
    reader->path_first = g_steal_pointer(&first);
    return TRUE;
}

/* Whether the statement is to be run. */
static gboolean take_statement(
    Reader *reader, guint statement, gboolean *out_counts, GError **error)
{
    g_autofree char *name = NULL;

    *out_counts = FALSE;
    if (reader->text->project != NULL && take_path(reader, statement))
        return TRUE;
    const DlnSchemaStatement what = dln_schema_statement(reader->file->script, statement, &name);
    switch (what) {
    case DLN_SCHEMA_COUNTS:
        *out_counts = TRUE;
        return take_definition(reader, statement, error);
    case DLN_SCHEMA_PRIVILEGE:
        *out_counts = (reader->text->flags & DLN_SCHEMA_TEXT_PRIVILEGES) != 0;
        reader->text->has_global_defaults |=
            *out_counts && dln_schema_is_global_default(reader->file->script, statement);
        return TRUE;
    case DLN_SCHEMA_ROWS:
        reader->text->has_rows = TRUE;
        return TRUE;
    case DLN_SCHEMA_UNCHECKED_BODIES:
        reader->text->has_unchecked_bodies = TRUE;
        return TRUE;
    case DLN_SCHEMA_NAME:
        remember_name(reader, name);
        *out_counts = reader->text->project != NULL && !g_str_equal(name, reader->text->schema);
        return take_schema(reader, statement, name, error);
    case DLN_SCHEMA_COMMENT:
        *out_counts = reader->text->project != NULL;
        return TRUE;
    case DLN_SCHEMA_ROLES:
        reader->text->has_roles = TRUE;
        return TRUE;
    case DLN_SCHEMA_DROP:
    case DLN_SCHEMA_DROP_IF_EXISTS:
        return take_drop(reader, statement, what == DLN_SCHEMA_DROP_IF_EXISTS, out_counts, error);
    case DLN_SCHEMA_SETTING:
        return TRUE;
    }
    return TRUE;
}

/* Nobody works on a scratch database meanwhile, and all of it shares a transaction. */
static void make_plain(const Reader *reader, guint statement)
{
    DlnScript *script = reader->file->script;
    DlnStatement *at = &script->statements[statement];
    DlnReader words;

    if (!(at->flags & DLN_STATEMENT_CONCURRENTLY))
        return;
    dln_reader_init(&words, script, statement);
    while (!dln_reader_is_at_end(&words) && !dln_reader_is(&words, "CONCURRENTLY"))
        dln_reader_advance(&words);
    if (dln_reader_is_at_end(&words))
        return;
    memset(reader->file->text + at->offset + words.token.offset, ' ', words.token.length);
    at->flags &= ~(DlnStatementFlags)(DLN_STATEMENT_CONCURRENTLY | DLN_STATEMENT_NO_TRANSACTION);
}

/* Only the statements that count are left in the script. */
static gboolean take_statements(Reader *reader, GError **error)
{
    DlnScript *script = reader->file->script;

    for (guint i = 0; i < script->n_statements; i++) {
        gboolean counts;
        if (!take_statement(reader, i, &counts, error))
            return FALSE;
        if (!counts)
            continue;
        make_plain(reader, i);
        script->statements[reader->n_kept++] = script->statements[i];
        if (reader->file->paths != NULL)
            g_ptr_array_add(reader->file->paths, g_strdup(reader->path));
    }
    script->n_statements = reader->n_kept;
    return dln_outside_check_but(script, DLN_OUTSIDE_ROLE_BLOCKS, error);
}

/* ---- psql's own lines in a dump ---- */

/* Blanks instead of the line of a "\restrict" that the lexer stumbled over, so that every position stays. */
static gboolean blank_line(char *text, const GError *problem)
{
    static const char *const commands[] = {"\\restrict ", "\\unrestrict "};
    const guint line = dunlin_error_get_facts(problem)->line;
    char *at = text;

    for (guint i = 1; i < line && at != NULL; i++) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    for (gsize i = 0; at != NULL && i < G_N_ELEMENTS(commands); i++) {
        if (!g_str_has_prefix(at, commands[i]))
            continue;
        memset(at, ' ', strcspn(at, "\r\n"));
        return TRUE;
    }
    return FALSE;
}

static gboolean parse(DlnSchemaText *text, DlnSchemaFile *file, GError **error)
{
    const DlnSource source = {.file = file->shown,
        .text = file->text,
        .length = strlen(file->text),
        .line = 1,
        .column = 1};

    for (;;) {
        g_autoptr(GError) problem = NULL;
        if (dln_script_parse(text->engine, &source, &file->script, &problem))
            return TRUE;
        if (text->engine == DLN_ENGINE_POSTGRES && blank_line(file->text, problem))
            continue;
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
}

gboolean dln_schema_text_add(DlnSchemaText *text, char *sql, const char *shown, GError **error)
{
    DlnSchemaFile *file = g_new0(DlnSchemaFile, 1);
    g_autoptr(GHashTable) own = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(Reader) reader = {.text = text, .file = file, .own = own, .names = names};

    file->text = sql;
    file->shown = g_strdup(shown);
    file->paths = text->project != NULL ? g_ptr_array_new_with_free_func(g_free) : NULL;
    g_ptr_array_add(text->files, file);
    return parse(text, file, error) &&
           dln_rename_read_hints(text->engine, &file->script->source, text->wishes, error) &&
           take_statements(&reader, error);
}

/* ---- files and folders ---- */

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *list_folder(const char *path, const char *shown, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(path, 0, &cause);
    const DunlinErrorFacts facts = {.file = shown};
    const char *name;

    if (dir == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "cannot be read: %s", cause->message);
        return NULL;
    }
    while ((name = g_dir_read_name(dir)) != NULL) {
        if (*name != '.')
            g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, compare_names);
    return g_steal_pointer(&names);
}

static gboolean add_file(DlnSchemaText *text, const char *path, const char *shown, GError **error)
{
    char *sql = NULL;

    return dln_text_file_read(path, shown, DLN_TEXT_FILE_REQUIRED, &sql, error) &&
           dln_schema_text_add(text, sql, shown, error);
}

/* More levels than anybody has: a link may lead in a circle. */
#define MAX_DEPTH 16

static gboolean add_folder(
    DlnSchemaText *text, const char *path, const char *shown, guint depth, GError **error)
{
    g_autoptr(GPtrArray) names = depth < MAX_DEPTH ? list_folder(path, shown, error) : NULL;

    for (guint i = 0; names != NULL && i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *below = g_build_filename(path, name, NULL);
        g_autofree char *below_shown = g_build_filename(shown, name, NULL);
        if (g_file_test(below, G_FILE_TEST_IS_DIR)
                ? !add_folder(text, below, below_shown, depth + 1, error)
                : g_str_has_suffix(name, ".sql") && !add_file(text, below, below_shown, error))
            return FALSE;
    }
    return names != NULL || depth >= MAX_DEPTH;
}

gboolean dln_schema_text_add_path(
    DlnSchemaText *text, const char *path, const char *shown, GError **error)
{
    const guint n_before = text->files->len;
    const DunlinErrorFacts facts = {.file = shown};

    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
        return add_file(text, path, shown, error);
    if (!add_folder(text, path, shown, 0, error))
        return FALSE;
    if (text->files->len == n_before)
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "there is no .sql file in this folder");
    return text->files->len > n_before;
}
