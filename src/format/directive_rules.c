/* SPDX-License-Identifier: Apache-2.0 */
/* directive_rules.c: the one table of directives. A new header directive is a row and its function. */
#include "format/directive_rules.h"

#include <string.h>

#include "base/duration.h"
#include "base/suggest.h"
#include "sql/lexer.h"

#define ANY_NUMBER G_MAXUINT

/* -- What the header's directives mean ------------------------------------------------------------ */

static DlnArgument *argument(GArray *arguments, guint index)
{
    return &g_array_index(arguments, DlnArgument, index);
}

static gboolean apply_scope(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    const DlnArgument *name = argument(arguments, 0);

    if (!dln_scope_from_name(name->text, &revision->scope)) {
        dln_source_error(source, name->offset, error,
            "unknown scope \"%s\": it is \"public\", \"tenant\" or \"both\"", name->text);
        return FALSE;
    }
    return TRUE;
}

/* For errors that are found once all files are read. */
static void note_line(DlnRevision *revision, const DlnSource *source, const DlnArgument *word)
{
    guint line, column;

    if (revision->name_lines == NULL)
        revision->name_lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    dln_source_position(source, word->offset, &line, &column);
    if (!g_hash_table_contains(revision->name_lines, word->text))
        g_hash_table_insert(revision->name_lines, g_strdup(word->text), GUINT_TO_POINTER(line));
}

/* Adds the arguments to a list of the revision; the same word twice is a slip worth telling. */
static gboolean add_words(DlnRevision *revision, char ***list, const DlnSource *source,
    GArray *arguments, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    g_strv_builder_addv(builder, (const char **)*list);
    for (guint i = 0; i < arguments->len; i++) {
        const DlnArgument *word = argument(arguments, i);
        gboolean twice = g_strv_contains((const char *const *)*list, word->text);
        for (guint j = 0; j < i; j++)
            twice = twice || strcmp(argument(arguments, j)->text, word->text) == 0;
        if (twice) {
            dln_source_error(source, word->offset, error, "\"%s\" is said twice", word->text);
            return FALSE;
        }
        g_strv_builder_add(builder, word->text);
        note_line(revision, source, word);
    }
    g_strfreev(*list);
    *list = g_strv_builder_end(builder);
    return TRUE;
}

static gboolean apply_parent(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    revision->flags |= DLN_REVISION_EXPLICIT_PARENTS;
    for (guint i = 0; i < arguments->len; i++) {
        if (strcmp(argument(arguments, i)->text, "none") != 0)
            continue;
        if (arguments->len > 1) {
            dln_source_error(source, argument(arguments, i)->offset, error,
                "\"none\" says that there is no parent: it stands alone");
            return FALSE;
        }
        return TRUE;
    }
    return add_words(revision, &revision->parents, source, arguments, error);
}

static gboolean apply_depends(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    return add_words(revision, &revision->depends, source, arguments, error);
}

static gboolean apply_label(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    return add_words(revision, &revision->labels, source, arguments, error);
}

static gboolean apply_transaction(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    const DlnArgument *value = argument(arguments, 0);

    if (strcmp(value->text, "off") != 0) {
        dln_source_error(source, value->offset, error,
            "\"transaction\" can only be \"off\", not \"%s\"", value->text);
        return FALSE;
    }
    revision->flags |= DLN_REVISION_NO_TRANSACTION;
    return TRUE;
}

static gboolean read_timeout(
    gint64 *out_ms, const DlnSource *source, GArray *arguments, GError **error)
{
    const DlnArgument *value = argument(arguments, 0);
    g_autoptr(GError) problem = NULL;

    if (!dln_duration_parse(value->text, out_ms, &problem)) {
        dln_source_error(source, value->offset, error, "%s", problem->message);
        return FALSE;
    }
    if (*out_ms > G_MAXINT32) { /* PostgreSQL keeps timeouts in 32 bits */
        dln_source_error(source, value->offset, error, "\"%s\" is more than 24 days", value->text);
        return FALSE;
    }
    return TRUE;
}

static gboolean apply_lock_timeout(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    return read_timeout(&revision->lock_timeout_ms, source, arguments, error);
}

static gboolean apply_statement_timeout(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    return read_timeout(&revision->statement_timeout_ms, source, arguments, error);
}

static gboolean apply_irreversible(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    revision->flags |= DLN_REVISION_IRREVERSIBLE;
    return TRUE;
}

/* For text that is full of "${" of its own. */
static gboolean apply_variables(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    const DlnArgument *value = argument(arguments, 0);

    if (strcmp(value->text, "off") != 0) {
        dln_source_error(source, value->offset, error,
            "\"variables\" can only be \"off\", not \"%s\"", value->text);
        return FALSE;
    }
    revision->flags |= DLN_REVISION_VERBATIM;
    return TRUE;
}

static gboolean apply_repeatable(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    revision->flags |= DLN_REVISION_REPEATABLE;
    return TRUE;
}

/* -- Batches -------------------------------------------------------------------------------------- */

static gboolean read_name(
    char **slot, const DlnSource *source, const DlnArgument *word, GError **error)
{
    const char *name = strchr(word->text, '=') + 1;
    g_autofree char *read = dln_name_from_text(DLN_ENGINE_POSTGRES, name);

    if (read == NULL || *read == '\0') {
        dln_source_error(source, word->offset, error,
            "\"%s\" is no name: a bare one, or one in double quotes, without a schema", word->text);
        return FALSE;
    }
    *slot = g_strdup(name);
    return TRUE;
}

static gboolean read_table(
    DlnBatching *batching, const DlnSource *source, const DlnArgument *word, GError **error)
{
    return read_name(&batching->table, source, word, error);
}

static gboolean read_key(
    DlnBatching *batching, const DlnSource *source, const DlnArgument *word, GError **error)
{
    return read_name(&batching->key, source, word, error);
}

static gboolean read_size(
    DlnBatching *batching, const DlnSource *source, const DlnArgument *word, GError **error)
{
    guint64 size;

    if (!g_ascii_string_to_unsigned(
            strchr(word->text, '=') + 1, 10, 1, DLN_BATCHING_MAX_SIZE, &size, NULL)) {
        dln_source_error(source, word->offset, error,
            "\"%s\" is no size: it is a number of rows from 1 to %d", word->text,
            DLN_BATCHING_MAX_SIZE);
        return FALSE;
    }
    batching->size = (guint)size;
    return TRUE;
}

static gboolean read_pause(
    DlnBatching *batching, const DlnSource *source, const DlnArgument *word, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (dln_duration_parse(strchr(word->text, '=') + 1, &batching->pause_ms, &problem))
        return TRUE;
    dln_source_error(source, word->offset, error, "%s", problem->message);
    return FALSE;
}

static const struct {
    const char *name;
    gboolean (*read)(
        DlnBatching *batching, const DlnSource *source, const DlnArgument *word, GError **error);
} batch_options[] = {
    {"table", read_table}, {"key", read_key}, {"size", read_size}, {"pause", read_pause}};

/* The option that word sets, or -1. */
static int batch_option(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(batch_options); i++) {
        gsize length = strlen(batch_options[i].name);
        if (strncmp(word, batch_options[i].name, length) == 0 && word[length] == '=')
            return (int)i;
    }
    return -1;
}

static gboolean read_batch_option(DlnBatching *batching, guint *seen, const DlnSource *source,
    const DlnArgument *word, GError **error)
{
    int option = batch_option(word->text);

    if (option < 0) {
        dln_source_error(source, word->offset, error,
            "\"batch\" knows no \"%s\": it takes table=NAME key=COLUMN size=ROWS pause=DURATION",
            word->text);
        return FALSE;
    }
    if (*seen & 1u << option) {
        dln_source_error(
            source, word->offset, error, "\"%s\" is said twice", batch_options[option].name);
        return FALSE;
    }
    *seen |= 1u << option;
    return batch_options[option].read(batching, source, word, error);
}

static gboolean apply_batch(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    g_autoptr(DlnBatching) batching = dln_batching_new();
    guint column, seen = 0;

    for (guint i = 0; i < arguments->len; i++) {
        if (!read_batch_option(batching, &seen, source, argument(arguments, i), error))
            return FALSE;
    }
    dln_source_position(source, argument(arguments, 0)->offset, &batching->line, &column);
    if (batching->table == NULL || batching->key == NULL) {
        dln_source_error(source, argument(arguments, 0)->offset, error,
            batching->table == NULL
                ? "a batch needs table=NAME: the table whose rows it goes through"
                : "a batch needs key=COLUMN: a unique column, never null, that nobody changes");
        return FALSE;
    }
    revision->flags |= DLN_REVISION_NO_TRANSACTION;
    revision->batching = g_steal_pointer(&batching);
    return TRUE;
}

/* -- Checkpoints ---------------------------------------------------------------------------------- */

static gboolean is_digest(const char *text)
{
    return strlen(text) == DLN_CHECKPOINT_DIGITS &&
           strspn(text, "0123456789abcdef") == DLN_CHECKPOINT_DIGITS;
}

static gboolean read_digest(char **slot, const DlnSource *source, const DlnArgument *word,
    const char *value, GError **error)
{
    if (!is_digest(value) || *slot != NULL) {
        dln_source_error(source, word->offset, error, "\"%s\" is %s", word->text,
            *slot != NULL ? "said twice" : "no digest as `dunlin checkpoint` writes it");
        return FALSE;
    }
    *slot = g_strdup(value);
    return TRUE;
}

/* Names with blanks and commas are written as in a URL. */
static gboolean read_values(char ***list, const DlnSource *source, const DlnArgument *word,
    const char *value, GError **error)
{
    g_autofree char *name = g_uri_unescape_string(value, NULL);
    guint n = g_strv_length(*list);

    if (name == NULL || *name == '\0' || g_strv_contains((const char *const *)*list, name)) {
        dln_source_error(source, word->offset, error, "\"%s\" is %s", word->text,
            name == NULL || *name == '\0' ? "no name" : "said twice");
        return FALSE;
    }
    *list = g_renew(char *, *list, n + 2);
    (*list)[n] = g_steal_pointer(&name);
    (*list)[n + 1] = NULL;
    return TRUE;
}

static gboolean read_checkpoint_option(
    DlnCheckpoint *checkpoint, const DlnSource *source, const DlnArgument *word, GError **error)
{
    const char *equals = strchr(word->text, '=');
    gsize length = equals != NULL ? (gsize)(equals - word->text) : 0;

    if (length == 6 && strncmp(word->text, "prefix", length) == 0)
        return read_digest(&checkpoint->prefix, source, word, equals + 1, error);
    if (length == 4 && strncmp(word->text, "text", length) == 0)
        return read_digest(&checkpoint->text, source, word, equals + 1, error);
    if (length == 5 && strncmp(word->text, "fresh", length) == 0)
        return read_values(&checkpoint->fresh, source, word, equals + 1, error);
    if (length == 4 && strncmp(word->text, "keep", length) == 0)
        return read_values(&checkpoint->keep, source, word, equals + 1, error);
    dln_source_error(source, word->offset, error,
        "\"checkpoint\" knows no \"%s\": it takes prefix=DIGEST text=DIGEST fresh=TABLE.COLUMN "
        "keep=TABLE.COLUMN, as `dunlin checkpoint` writes them",
        word->text);
    return FALSE;
}

static gboolean apply_checkpoint(
    DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error)
{
    guint column;

    if (revision->checkpoint == NULL) {
        revision->checkpoint = dln_checkpoint_new();
        dln_source_position(
            source, argument(arguments, 0)->offset, &revision->checkpoint->line, &column);
    }
    for (guint i = 0; i < arguments->len; i++) {
        if (!read_checkpoint_option(revision->checkpoint, source, argument(arguments, i), error))
            return FALSE;
    }
    return TRUE;
}

/* -- The table ------------------------------------------------------------------------------------ */

static const DlnDirectiveRule rules[] = {
    {"scope", DLN_DIRECTIVE_HEADER, 1, 1, FALSE, "public|tenant|both", apply_scope},
    {"parent", DLN_DIRECTIVE_HEADER, 1, ANY_NUMBER, FALSE, "ID...|none", apply_parent},
    {"depends", DLN_DIRECTIVE_HEADER, 1, ANY_NUMBER, TRUE, "ID...", apply_depends},
    {"label", DLN_DIRECTIVE_HEADER, 1, ANY_NUMBER, TRUE, "NAME...", apply_label},
    {"transaction", DLN_DIRECTIVE_HEADER, 1, 1, FALSE, "off", apply_transaction},
    {"lock-timeout", DLN_DIRECTIVE_HEADER, 1, 1, FALSE, "DURATION", apply_lock_timeout},
    {"statement-timeout", DLN_DIRECTIVE_HEADER, 1, 1, FALSE, "DURATION", apply_statement_timeout},
    {"irreversible", DLN_DIRECTIVE_HEADER, 0, 0, FALSE, "", apply_irreversible},
    {"variables", DLN_DIRECTIVE_HEADER, 1, 1, FALSE, "off", apply_variables},
    {"repeatable", DLN_DIRECTIVE_HEADER, 0, 0, FALSE, "", apply_repeatable},
    {"batch", DLN_DIRECTIVE_HEADER, 1, ANY_NUMBER, FALSE,
        "table=NAME key=COLUMN [size=ROWS] [pause=DURATION]", apply_batch},
    {"checkpoint", DLN_DIRECTIVE_HEADER, 1, ANY_NUMBER, TRUE,
        "prefix=DIGEST text=DIGEST [fresh=TABLE.COLUMN...] [keep=TABLE.COLUMN...]",
        apply_checkpoint},
    {"remaining", DLN_DIRECTIVE_REMAINING, 0, 0, TRUE, "", NULL},
    {"engine", DLN_DIRECTIVE_ENGINE, 1, 1, TRUE, "postgres|sqlite", NULL},
    {"up", DLN_DIRECTIVE_UP, 0, 0, TRUE, "", NULL},
    {"down", DLN_DIRECTIVE_DOWN, 0, 0, TRUE, "", NULL},
    {"assert", DLN_DIRECTIVE_ASSERT, 0, ANY_NUMBER, TRUE, "before|after [= VALUE]: SELECT ...",
        NULL},
    {"allow", DLN_DIRECTIVE_LATER, 0, ANY_NUMBER, TRUE, "", NULL},
    {"phase", DLN_DIRECTIVE_LATER, 0, ANY_NUMBER, TRUE, "", NULL},
};

G_STATIC_ASSERT(G_N_ELEMENTS(rules) <= 8 * sizeof(guint));

guint dln_directive_rule_bit(const DlnDirectiveRule *rule)
{
    return 1u << (rule - rules);
}

static void set_unknown(const DlnSource *source, gsize offset, const char *name, GError **error)
{
    const char *names[G_N_ELEMENTS(rules) + 1] = {NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        names[i] = rules[i].name;
    const char *meant = dln_suggest(name, names);
    if (meant != NULL)
        dln_source_error(
            source, offset, error, "unknown directive \"%s\": did you mean \"%s\"?", name, meant);
    else
        dln_source_error(source, offset, error, "unknown directive \"%s\"", name);
}

const DlnDirectiveRule *dln_directive_rule_find(
    const DlnSource *source, const DlnDirective *directive, GError **error)
{
    g_autofree char *name =
        g_strndup(source->text + directive->name, directive->name_end - directive->name);

    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (strcmp(rules[i].name, name) != 0)
            continue;
        if (rules[i].kind != DLN_DIRECTIVE_LATER)
            return &rules[i];
        dln_source_error(source, directive->name, error,
            "the directive \"%s\" is not supported by this version", name);
        return NULL;
    }
    set_unknown(source, directive->name, name, error);
    return NULL;
}

/* -- Arguments ------------------------------------------------------------------------------------ */

static void clear_argument(gpointer data)
{
    g_free(((DlnArgument *)data)->text);
}

static gboolean is_separator(char c)
{
    return g_ascii_isspace(c) || c == ',';
}

/* A word ends at a blank or a comma, but not within the quotes of table="my table". */
static gsize word_end(const DlnSource *source, gsize start, gsize end)
{
    gboolean in_quotes = FALSE;
    gsize stop = start;

    while (stop < end && (in_quotes || !is_separator(source->text[stop]))) {
        const gboolean is_quote = source->text[stop] == '"';
        const gboolean is_doubled = is_quote && stop + 1 < end && source->text[stop + 1] == '"';
        if (in_quotes && is_doubled)
            stop++;
        else if (is_quote && (in_quotes || (stop > start && source->text[stop - 1] == '=')))
            in_quotes = !in_quotes;
        stop++;
    }
    return stop;
}

static GArray *split(const DlnSource *source, gsize start, gsize end)
{
    GArray *arguments = g_array_new(FALSE, FALSE, sizeof(DlnArgument));

    g_array_set_clear_func(arguments, clear_argument);
    while (start < end) {
        const gsize stop = word_end(source, start, end);
        if (stop > start) {
            DlnArgument found = {g_strndup(source->text + start, stop - start), start};
            g_array_append_val(arguments, found);
        }
        start = stop + 1;
    }
    return arguments;
}

GArray *dln_directive_arguments(const DlnDirectiveRule *rule, const DlnSource *source,
    const DlnDirective *directive, GError **error)
{
    g_autoptr(GArray) arguments = split(source, directive->name_end, directive->line_end);

    if (arguments->len < rule->min_arguments) {
        dln_source_error(source, directive->name_end, error,
            "\"%s\" lacks its argument: -- dunlin:%s %s", rule->name, rule->name, rule->usage);
        return NULL;
    }
    if (arguments->len > rule->max_arguments) {
        const DlnArgument *surplus = argument(arguments, rule->max_arguments);
        if (rule->max_arguments == 0)
            dln_source_error(source, surplus->offset, error,
                "\"%s\" takes no argument, but here is \"%s\"", rule->name, surplus->text);
        else
            dln_source_error(source, surplus->offset, error,
                "\"%s\" takes one argument (%s), but here is also \"%s\"", rule->name, rule->usage,
                surplus->text);
        return NULL;
    }
    return g_steal_pointer(&arguments);
}
