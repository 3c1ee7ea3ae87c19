/* SPDX-License-Identifier: Apache-2.0 */
/* roundtrip.c: loads each file of a corpus, reads the schema, makes it again from the model, and reads it once more: the models must be
 * equal. With a file of changes: makes one after the other and compares what it sees with what the file says.
 * In the end every two of what was read: where the numbers that the database makes are equal, the models are. Where the same statements
 * were run, both must be.
 * Usage: roundtrip URL FILE...        PostgreSQL: leaves schemas corpus_first_NAME and corpus_second_NAME behind
 *        roundtrip URL --changes FILE */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dialect/create.h"
#include "dialect/quote.h"
#include "engine/fingerprint.h"
#include "engine/inspect.h"

typedef struct {
    DlnAddress *address;
    char *directory;     /* SQLite: of the files */
    DlnSession *session; /* PostgreSQL: the one for all */
    GPtrArray *readings; /* (element-type Reading) all that was read */
    guint n_failed;
} Corpus;

/* What was read of one place, and the number that the database itself makes of it. */
typedef struct {
    char *name;
    DlnSchema *schema;
    char *fingerprint;
} Reading;

static void reading_free(gpointer data)
{
    Reading *reading = data;

    g_free(reading->name);
    dln_schema_free(reading->schema);
    g_free(reading->fingerprint);
    g_free(reading);
}

static void fail(Corpus *corpus, const char *what, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void fail(Corpus *corpus, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_print("not ok %s: %s\n", what, text);
    corpus->n_failed++;
}

static void fail_with(Corpus *corpus, const char *what, const char *when, GError *error)
{
    fail(corpus, what, "%s: %s", when, error != NULL ? error->message : "failed without an error");
    g_clear_error(&error);
}

/* ---- places ---- */

/* A schema, or a file. */
static gboolean open_place(
    Corpus *corpus, const char *name, DlnSession **out_session, GError **error)
{
    DlnAddress address = *corpus->address;
    g_autofree char *path = NULL;
    DlnOpenOptions options = {.address = &address,
        .flags = DLN_OPEN_CREATE,
        .connect_timeout_ms = 10000,
        .lock_timeout_ms = 5000};

    if (corpus->address->engine == DLN_ENGINE_POSTGRES && corpus->session != NULL) {
        g_autofree char *quoted = dln_quote_identifier(name);
        g_autofree char *sql = g_strdup_printf("CREATE SCHEMA %s", quoted);
        *out_session = corpus->session;
        return dln_session_execute(corpus->session, sql, NULL, 0, NULL, error);
    }
    if (corpus->address->engine == DLN_ENGINE_SQLITE) {
        path = g_strdup_printf("%s/%s.db", corpus->directory, name);
        address.path = path;
    }
    return dln_session_open(&options, NULL, out_session, error);
}

static void close_place(Corpus *corpus, DlnSession *session)
{
    if (session != corpus->session)
        dln_session_close(session);
}

static gboolean load(
    DlnSession *session, const char *schema, const char *file, const char *text, GError **error)
{
    const DlnEngineKind engine = dln_session_engine(session);
    const DlnSource source = {
        .file = file, .text = text, .length = strlen(text), .line = 1, .column = 1};
    const DlnIsolation isolation = {.schema = schema, .lock_timeout_ms = 5000};
    DlnScript *script = NULL;
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (!dln_script_parse(engine, &source, &script, error))
        return FALSE;
    dln_engine_add_begin(engine, batch, 1, &isolation);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_reset(engine, batch, 3);
    dln_engine_add_commit(engine, batch, 4);
    gboolean ok = dln_session_run(session, batch, NULL, NULL, error);
    dln_script_free(script);
    return ok;
}

/* ---- reading ---- */

static void take_fingerprint(
    guint index, const char *fingerprint, const GError *error, gpointer user_data)
{
    Reading *reading = user_data;

    if (error != NULL)
        g_print("not ok %s: %s\n", reading->name, error->message);
    reading->fingerprint = g_strdup(fingerprint);
}

/* (transfer none) */
static const DlnSchema *inspect(
    Corpus *corpus, DlnSession *session, const char *schema, const char *name, GError **error)
{
    Reading *reading = g_new0(Reading, 1);
    const DlnFingerprintQuery query = {
        .schemas = &schema,
        .n_schemas = 1,
        .seed = 1,
        .lock_timeout_ms = 5000,
        .on_answer = take_fingerprint,
        .user_data = reading,
    };

    reading->name = g_strdup(name);
    g_ptr_array_add(corpus->readings, reading);
    reading->schema = dln_session_inspect(session, schema, NULL, error);
    if (reading->schema != NULL &&
        (!dln_session_fingerprint(session, &query, NULL, error) || reading->fingerprint == NULL))
        g_clear_pointer(&reading->schema, dln_schema_free);
    return reading->schema;
}

static void compare_readings(Corpus *corpus)
{
    guint n_equal = 0;

    for (guint i = 0; i < corpus->readings->len; i++) {
        const Reading *a = corpus->readings->pdata[i];
        for (guint k = 0; k < i; k++) {
            const Reading *b = corpus->readings->pdata[k];
            gboolean is_equal =
                a->schema != NULL && b->schema != NULL && dln_schema_equal(a->schema, b->schema);
            n_equal += is_equal ? 1 : 0;
            if (a->schema != NULL && b->schema != NULL && !is_equal &&
                g_str_equal(a->fingerprint, b->fingerprint))
                fail(corpus, a->name, "has the number of %s, which is not equal", b->name);
        }
    }
    g_print("compared %u readings, %u pairs are equal\n", corpus->readings->len, n_equal);
}

/* Or each tenant would have to be read. */
static void compare_numbers(Corpus *corpus, const char *name)
{
    const Reading *elsewhere = corpus->readings->pdata[corpus->readings->len - 1];
    const Reading *original = corpus->readings->pdata[corpus->readings->len - 2];

    if (g_strcmp0(original->fingerprint, elsewhere->fingerprint) != 0)
        fail(corpus, name, "the same statements lead to two numbers: %s and %s",
            original->fingerprint, elsewhere->fingerprint);
}

/* ---- there and back ---- */

static void compare(Corpus *corpus, const char *name, const DlnSchema *from, const DlnSchema *to)
{
    g_autoptr(GPtrArray) differences = dln_schema_compare(from, to);
    g_autofree char *before = dln_schema_fingerprint(from);
    g_autofree char *after = dln_schema_fingerprint(to);

    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        fail(corpus, name, "%s", line);
    }
    if (g_str_equal(before, after) != (differences->len == 0) ||
        dln_schema_equal(from, to) != (differences->len == 0))
        fail(corpus, name, "fingerprint, equality and differences disagree");
}

/* Loads text into a new place and reads it. */
static const DlnSchema *read_back(
    Corpus *corpus, const char *place, const char *file, const char *text)
{
    g_autoptr(GError) error = NULL;
    DlnSession *session = NULL;
    const DlnSchema *schema = NULL;

    if (open_place(corpus, place, &session, &error) && load(session, place, file, text, &error))
        schema = inspect(corpus, session, place, place, &error);
    if (schema == NULL)
        fail_with(corpus, place, file, g_steal_pointer(&error));
    if (session != NULL)
        close_place(corpus, session);
    return schema;
}

static void check_file(Corpus *corpus, const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = g_strndup(base, strlen(base) - strlen(".sql"));
    g_autofree char *first = g_strconcat("corpus_first_", name, NULL);
    g_autofree char *second = g_strconcat("corpus_second_", name, NULL);
    g_autofree char *hostile = g_strdup_printf("%c\"; DROP SCHEMA public --%s", name[0], name + 1);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fail_with(corpus, name, "read", g_steal_pointer(&error));
        return;
    }
    const DlnSchema *original = read_back(corpus, first, path, text);
    const DlnSchema *elsewhere = read_back(corpus, hostile, path, text);
    if (original == NULL || elsewhere == NULL)
        return;
    compare(corpus, hostile, original, elsewhere);
    compare_numbers(corpus, name);
    g_autofree char *script = dln_create_script(original, second, &error);
    if (script == NULL) {
        fail_with(corpus, name, "create", g_steal_pointer(&error));
        return;
    }
    g_autofree char *shown = g_strdup_printf("%s/%s.sql", corpus->directory, second);
    g_file_set_contents(shown, script, -1, NULL);
    const DlnSchema *copy = read_back(corpus, second, shown, script);
    if (copy == NULL)
        return;
    compare(corpus, second, original, copy);
    g_autofree char *again = dln_create_script(copy, second, NULL);
    if (g_strcmp0(script, again) != 0)
        fail(corpus, name, "the copy is written in another way");
    g_print("ok %s %u objects\n", name, original->objects->len);
}

/* ---- changes ---- */

#define EXPECTED "-- = "

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The lines in order, so that a file need not know which kind is listed first. (transfer full) */
static char *sorted(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    qsort(lines, g_strv_length(lines), sizeof *lines, compare_lines);
    return g_strjoinv("\n", lines);
}

/* Applies sql, and wants the lines of expected, each with an end of line. */
static const DlnSchema *check_change(Corpus *corpus, DlnSession *session, const DlnSchema *before,
    const char *expected, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    const DlnSchema *after = load(session, "changes", "changes", sql, &error)
                                 ? inspect(corpus, session, "changes", sql, &error)
                                 : NULL;

    if (after == NULL) {
        fail_with(corpus, sql, "change", g_steal_pointer(&error));
        return NULL;
    }
    if (before == NULL)
        return after;
    g_autoptr(GPtrArray) differences = dln_schema_compare(before, after);
    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        g_string_append_printf(found, "%s\n", line);
    }
    g_autofree char *first = dln_schema_fingerprint(before);
    g_autofree char *second = dln_schema_fingerprint(after);
    if (g_str_equal(first, second) != (*expected == '\0'))
        fail(corpus, sql, "the fingerprints say something else");
    g_autofree char *sorted_found = sorted(found->str);
    g_autofree char *sorted_expected = sorted(expected);
    if (!g_str_equal(sorted_found, sorted_expected))
        fail(corpus, sql, "expected:\n%sfound:\n%s", expected, found->str);
    else
        g_print("ok %s", *expected != '\0' ? expected : "no difference\n");
    return after;
}

/* "-- = line" begins a change; what follows is its SQL, or before the first the schema that is changed. "-- = " alone: no difference. */
static void check_changes(Corpus *corpus, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) expected = g_string_new(NULL);
    g_autoptr(GString) sql = g_string_new(NULL);
    const DlnSchema *schema = NULL;
    DlnSession *session = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error) ||
        !open_place(corpus, "changes", &session, &error)) {
        fail_with(corpus, path, "open", g_steal_pointer(&error));
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0;; i++) {
        gboolean is_expected = lines[i] != NULL && g_str_has_prefix(lines[i], EXPECTED);
        gboolean was_sql = i > 0 && !g_str_has_prefix(lines[i - 1], EXPECTED);

        if (lines[i] == NULL || (is_expected && was_sql)) {
            schema = check_change(corpus, session, schema, expected->str, sql->str);
            if (schema == NULL)
                break;
            g_string_truncate(expected, 0);
            g_string_truncate(sql, 0);
        }
        if (lines[i] == NULL)
            break;
        if (is_expected && lines[i][strlen(EXPECTED)] != '\0')
            g_string_append_printf(expected, "%s\n", lines[i] + strlen(EXPECTED));
        else if (!is_expected)
            g_string_append_printf(sql, "%s\n", lines[i]);
    }
    close_place(corpus, session);
}

int main(int argc, char **argv)
{
    Corpus corpus = {0};
    g_autoptr(GError) error = NULL;

    corpus.directory = g_get_current_dir();
    corpus.readings = g_ptr_array_new_with_free_func(reading_free);
    if (argc < 3 || !dln_address_parse(argv[1], &corpus.address, &error) ||
        (corpus.address->engine == DLN_ENGINE_POSTGRES &&
            !open_place(&corpus, "", &corpus.session, &error))) {
        g_printerr("roundtrip: %s\n", error != NULL ? error->message : "URL FILE...");
        return 2;
    }
    if (strcmp(argv[2], "--changes") == 0 && argc == 4)
        check_changes(&corpus, argv[3]);
    for (int i = 2; i < argc && strcmp(argv[2], "--changes") != 0; i++)
        check_file(&corpus, argv[i]);
    compare_readings(&corpus);
    g_ptr_array_unref(corpus.readings);
    dln_session_close(corpus.session);
    dln_address_free(corpus.address);
    g_free(corpus.directory);
    return corpus.n_failed > 0 ? 1 : 0;
}
