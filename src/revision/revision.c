/* SPDX-License-Identifier: Apache-2.0 */
/* revision.c: one migration file as data: its life, its checksum, and how ids are ordered.
 * Knows no file format, no directory and no database. */
#include "revision/revision.h"

#include <string.h>

#include "base/text_hash.h"
#include "sql/substitute.h"

static const char *const direction_names[DLN_N_DIRECTIONS] = {"up", "down"};

/* -- Scopes -------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    DlnScope scope;
} scopes[] = {
    {"public", DLN_SCOPE_PUBLIC},
    {"tenant", DLN_SCOPE_TENANT},
    {"both", DLN_SCOPE_BOTH},
};

const char *dln_scope_name(DlnScope scope)
{
    for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++)
        if (scopes[i].scope == scope)
            return scopes[i].name;
    return "";
}

gboolean dln_scope_from_name(const char *name, DlnScope *out_scope)
{
    for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++) {
        if (strcmp(scopes[i].name, name) == 0) {
            *out_scope = scopes[i].scope;
            return TRUE;
        }
    }
    return FALSE;
}

/* -- Life ---------------------------------------------------------------------------------------- */

DlnRevision *dln_revision_new(void)
{
    DlnRevision *revision = g_new0(DlnRevision, 1);

    revision->description = g_strdup("");
    revision->parents = g_new0(char *, 1);
    revision->depends = g_new0(char *, 1);
    revision->labels = g_new0(char *, 1);
    revision->lock_timeout_ms = -1;
    revision->statement_timeout_ms = -1;
    revision->texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        revision->assertions[direction] =
            g_ptr_array_new_with_free_func((GDestroyNotify)dln_assertion_free);
    revision->line = 1;
    return revision;
}

void dln_revision_free(DlnRevision *revision)
{
    if (revision == NULL)
        return;

    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        for (int engine = 0; engine < DLN_N_ENGINES; engine++)
            g_clear_pointer(&revision->scripts[direction][engine], dln_script_free);
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        g_ptr_array_unref(revision->assertions[direction]);
    dln_variables_unref(revision->variables);
    g_clear_pointer(&revision->texts, g_ptr_array_unref);
    g_strfreev(revision->parents);
    g_strfreev(revision->depends);
    g_strfreev(revision->labels);
    g_clear_pointer(&revision->name_lines, g_hash_table_unref);
    dln_batching_free(revision->batching);
    dln_checkpoint_free(revision->checkpoint);
    g_free(revision->id);
    g_free(revision->description);
    g_free(revision->file);
    g_free(revision->checksum);
    g_free(revision);
}

/* -- Checksum ------------------------------------------------------------------------------------ */

/* Feeds a word with its closing NUL, which no section can hold: nothing in a text can pass for a word. */
static void feed_word(GChecksum *checksum, const char *word)
{
    g_checksum_update(checksum, (const guchar *)word, (gssize)strlen(word) + 1);
}

static gsize length_without_trailing_blanks(const DlnSource *source)
{
    gsize length = source->length;

    while (length > 0 && strchr(" \t\r\n\v\f", source->text[length - 1]) != NULL)
        length--;
    return length;
}

static void feed_text(GChecksum *checksum, const DlnSource *source)
{
    dln_text_hash_feed(checksum, source->text, length_without_trailing_blanks(source));
    g_checksum_update(checksum, (const guchar *)"", 1);
}

static gboolean is_shared(const DlnSource *sections)
{
    for (int engine = 1; engine < DLN_N_ENGINES; engine++)
        if (sections[engine].text != sections[0].text ||
            sections[engine].length != sections[0].length)
            return FALSE;
    return sections[0].text != NULL;
}

void dln_revision_seal(DlnRevision *revision)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    const DlnSource *up = revision->sections[DLN_DIRECTION_UP];

    if (revision->flags & DLN_REVISION_NO_TRANSACTION)
        feed_word(checksum, "transaction off");
    if (revision->batching != NULL) {
        feed_word(checksum, "batch");
        feed_word(checksum, revision->batching->table);
        feed_word(checksum, revision->batching->key);
    }
    if (is_shared(up)) {
        feed_word(checksum, "up");
        feed_text(checksum, &up[0]);
    } else {
        for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
            if (up[engine].text == NULL)
                continue;
            feed_word(checksum, dln_engine_kind_name((DlnEngineKind)engine));
            feed_text(checksum, &up[engine]);
        }
    }
    g_free(revision->checksum);
    revision->checksum = g_strdup(g_checksum_get_string(checksum));
}

void dln_revision_seal_values(DlnRevision *revision)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    gboolean has_values = FALSE;

    if (!(revision->flags & DLN_REVISION_REPEATABLE) || revision->flags & DLN_REVISION_VERBATIM ||
        revision->variables == NULL)
        return;
    feed_word(checksum, revision->checksum);
    for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
        const DlnSource *up = &revision->sections[DLN_DIRECTION_UP][engine];
        g_autoptr(DlnSourceMap) map = NULL;
        g_autoptr(GError) unset = NULL;
        /* What cannot be read is an error of dln_revision_compile. */
        if (up->text == NULL || !dln_substitute((DlnEngineKind)engine, up, revision->variables,
                                    &map, &unset, NULL) ||
            map == NULL)
            continue;
        const DlnSource made = {.text = map->text, .length = map->length};
        feed_text(checksum, &made);
        has_values = TRUE;
    }
    if (!has_values)
        return;
    g_free(revision->checksum);
    revision->checksum = g_strdup(g_checksum_get_string(checksum));
}

/* -- Sections ------------------------------------------------------------------------------------ */

static gboolean compile_assertions(const DlnRevision *revision, DlnDirection direction,
    DlnEngineKind engine, const DlnVariables *variables, GError **error)
{
    for (guint i = 0; i < revision->assertions[direction]->len; i++) {
        if (!dln_assertion_compile(
                revision->assertions[direction]->pdata[i], engine, variables, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_revision_compile(DlnRevision *revision, DlnEngineKind engine, GError **error)
{
    const DlnVariables *variables =
        revision->flags & DLN_REVISION_VERBATIM ? NULL : revision->variables;

    if (revision->sections[DLN_DIRECTION_UP][engine].text == NULL) {
        const DunlinErrorFacts facts = {.file = revision->file, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "no \"%s\" section for the engine \"%s\"",
            direction_names[DLN_DIRECTION_UP], dln_engine_kind_name(engine));
        return FALSE;
    }

    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++) {
        const DlnSource *section = &revision->sections[direction][engine];
        DlnScript **slot = &revision->scripts[direction][engine];
        if (section->text != NULL && *slot == NULL &&
            !dln_script_parse_with(engine, section, variables, slot, error))
            return FALSE;
        if (!compile_assertions(revision, (DlnDirection)direction, engine, variables, error))
            return FALSE;
    }
    /* What lacks a value is refused by whoever wants to run it. */
    const DlnScript *up = revision->scripts[DLN_DIRECTION_UP][engine];
    return revision->batching == NULL || up->unset != NULL ||
           dln_batching_check(revision->batching, up, error);
}

gboolean dln_revision_is_reversible(const DlnRevision *revision, DlnEngineKind engine)
{
    return revision->checkpoint != NULL ||
           (revision->sections[DLN_DIRECTION_DOWN][engine].text != NULL &&
               (revision->flags & DLN_REVISION_IRREVERSIBLE) == 0);
}

/* -- Order of ids -------------------------------------------------------------------------------- */

/* The number that leads an id, part by part. */
typedef struct {
    const char *start; /* the first digit of the first part, NULL: no number */
    const char
        *next; /* where the next part begins, or NULL; what follows the number is at `rest` then */
    const char *rest;
    gboolean underscores_join; /* V1_2 and 20240131_1200: `_` stands between parts too */
} NumberReader;

#define DATE_DIGITS 8 /* 20240131: what follows behind "_" is its time of day */

static gsize count_digits(const char *p)
{
    gsize n = 0;

    while (g_ascii_isdigit(p[n]))
        n++;
    return n;
}

static NumberReader number_reader(const char *id)
{
    gboolean versioned = (id[0] == 'V' || id[0] == 'v') && g_ascii_isdigit(id[1]);
    const char *start = versioned ? id + 1 : id;
    gsize digits = count_digits(start);

    if (digits == 0)
        return (NumberReader){.rest = id};
    return (NumberReader){.start = start,
        .next = start,
        .rest = start,
        .underscores_join = versioned || digits == DATE_DIGITS};
}

/* Whether a further part begins behind `end`, the end of a part: "V1_2__x" has two, "003_2fa" has one. */
static gboolean has_part_behind(const NumberReader *reader, const char *end)
{
    if (*end != '.' && !(*end == '_' && reader->underscores_join))
        return FALSE;

    gsize digits = count_digits(end + 1);
    return digits > 0 && strchr("._-", end[1 + digits]) != NULL; /* finds the final NUL too */
}

/* The next part without its leading zeros; the empty string (zero) when there is none. */
static const char *next_part(NumberReader *reader, gsize *out_length)
{
    const char *part = reader->next;

    *out_length = 0;
    if (part == NULL)
        return "";

    reader->rest = part + count_digits(part);
    reader->next = has_part_behind(reader, reader->rest) ? reader->rest + 1 : NULL;
    while (*part == '0')
        part++;
    *out_length = (gsize)(reader->rest - part);
    return part;
}

/* Compares the numbers; missing parts count as zero, so that 1 = 1.0. Leaves both readers at the end. */
static int compare_numbers(NumberReader *a, NumberReader *b)
{
    int result = 0;

    while (a->next != NULL || b->next != NULL) {
        gsize a_length, b_length;
        const char *a_part = next_part(a, &a_length);
        const char *b_part = next_part(b, &b_length);
        if (result != 0)
            continue;
        result = a_length != b_length ? (a_length < b_length ? -1 : 1)
                                      : strncmp(a_part, b_part, a_length);
    }
    return result;
}

int dln_revision_id_compare(const char *a, const char *b)
{
    NumberReader a_number = number_reader(a);
    NumberReader b_number = number_reader(b);

    if ((a_number.start == NULL) != (b_number.start == NULL))
        return a_number.start == NULL ? 1 : -1;

    int result = compare_numbers(&a_number, &b_number);
    if (result == 0)
        result = strcmp(a_number.rest, b_number.rest);
    return result != 0 ? result : strcmp(a, b);
}

gboolean dln_revision_id_same_number(const char *a, const char *b)
{
    NumberReader a_number = number_reader(a);
    NumberReader b_number = number_reader(b);

    return a_number.start != NULL && b_number.start != NULL &&
           compare_numbers(&a_number, &b_number) == 0;
}
