/* SPDX-License-Identifier: Apache-2.0 */
/* native.c: .sql files: a header of directives and comments, then sections; or plain SQL with its down beside it.
 * Sections point into the file's own text, so every position is the file's. Knows no project and no database. */
#include "format/native.h"

#include <string.h>

#include "format/comments.h"
#include "format/directive_rules.h"
#include "format/special.h"

/* A file half read. */
typedef struct {
    const DlnFormatInput *input;
    DlnSource source;
    DlnRevision *revision; /* being filled */
    DlnComments comments;
    guint seen;            /* bits of the header's rules */
    gboolean in_sections;  /* the header is over */
    int engine;            /* of the sections that follow, or DLN_ENGINE_ANY */
    gboolean engine_waits; /* no section has followed yet */
    gsize engine_offset;
    DlnSource *open; /* the section under way or NULL */
    DlnSource *section;     /* the last one that was opened; NULL: none since the last "engine" */
    DlnDirection direction; /* of it */
    gboolean is_closed;     /* an assertion stands behind its statements */
    GPtrArray *shared_assertions
        [DLN_N_DIRECTIONS]; /* of sections for any engine; borrowed (element-type DlnAssertion) */
    DlnSource shared[DLN_N_DIRECTIONS];
    DlnSource own[DLN_N_DIRECTIONS][DLN_N_ENGINES];
    const char *remaining;               /* in the shared up section */
    const char *own_remaining[DLN_N_ENGINES];
} Reader;

static const char *const direction_names[DLN_N_DIRECTIONS] = {"up", "down"};

/* -- Sections ------------------------------------------------------------------------------------- */

static DlnSource source_at(const DlnSource *whole, gsize start, gsize end)
{
    DlnSource part = {.file = whole->file, .text = whole->text + start, .length = end - start};

    dln_source_position(whole, start, &part.line, &part.column);
    return part;
}

/* Ends what stood before a directive or the file's end at `offset`: a section, or comments. */
static gboolean close_stretch(Reader *reader, gsize start, gsize offset, GError **error)
{
    if (reader->open != NULL) {
        *reader->open = source_at(&reader->source, start, offset);
        reader->open = NULL;
        return TRUE;
    }

    gsize sql = dln_comments_skip(&reader->source, start, offset);
    if (sql != offset) {
        dln_source_error(&reader->source, sql, error,
            reader->is_closed ? "SQL below an \"assert\": assertions stand right below \"up\" or "
                                "\"down\", with no line "
                                "between, or behind the last statement"
                              : "SQL outside a section: in a file with directives it belongs below "
                                "\"-- dunlin:up\" "
                                "or \"-- dunlin:down\"");
        return FALSE;
    }
    if (reader->in_sections)
        return TRUE;
    return dln_comments_read(&reader->comments, &reader->source, start, offset, error);
}

static gboolean open_section(
    Reader *reader, DlnDirection direction, const DlnDirective *directive, GError **error)
{
    DlnSource *section = reader->engine == DLN_ENGINE_ANY ? &reader->shared[direction]
                                                          : &reader->own[direction][reader->engine];

    if (section->text != NULL) {
        dln_source_error(&reader->source, directive->offset, error,
            "a second \"%s\" section%s%s, the first begins in line %u", direction_names[direction],
            reader->engine == DLN_ENGINE_ANY ? "" : " for ",
            reader->engine == DLN_ENGINE_ANY ? ""
                                             : dln_engine_kind_name((DlnEngineKind)reader->engine),
            section->line);
        return FALSE;
    }
    reader->open = reader->section = section;
    reader->direction = direction;
    reader->is_closed = FALSE;
    reader->engine_waits = FALSE;
    return TRUE;
}

static gboolean check_engine_has_section(const Reader *reader, GError **error)
{
    if (reader->engine_waits)
        dln_source_error(&reader->source, reader->engine_offset, error,
            "no \"up\" or \"down\" follows this \"engine\"");
    return !reader->engine_waits;
}

static gboolean change_engine(
    Reader *reader, const DlnDirective *directive, const DlnArgument *name, GError **error)
{
    DlnEngineKind engine;

    if (!check_engine_has_section(reader, error))
        return FALSE;
    if (!dln_engine_kind_from_name(name->text, &engine)) {
        dln_source_error(&reader->source, name->offset, error,
            "unknown engine \"%s\": it is \"postgres\" or \"sqlite\"", name->text);
        return FALSE;
    }
    reader->engine = (int)engine;
    reader->section = NULL;
    reader->is_closed = FALSE;
    reader->engine_waits = TRUE;
    reader->engine_offset = directive->offset;
    return TRUE;
}

/* -- Directives ----------------------------------------------------------------------------------- */

static gboolean apply_header(Reader *reader, const DlnDirectiveRule *rule,
    const DlnDirective *directive, GArray *arguments, GError **error)
{
    const guint bit = dln_directive_rule_bit(rule);

    if (reader->in_sections) {
        dln_source_error(&reader->source, directive->offset, error,
            "\"%s\" belongs in the header, before the first \"engine\", \"up\" or \"down\"",
            rule->name);
        return FALSE;
    }
    if ((reader->seen & bit) != 0 && !rule->repeats) {
        dln_source_error(
            &reader->source, directive->offset, error, "\"%s\" is said twice", rule->name);
        return FALSE;
    }
    reader->seen |= bit;
    return rule->apply(reader->revision, &reader->source, arguments, error);
}

/* The section that was cut off by this assertion goes on behind it, if it has not begun: so no assertion is part of the text
 * that the checksum is of. */
static void go_on(Reader *reader)
{
    if (reader->section->length > 0 || reader->is_closed) {
        reader->is_closed = TRUE;
        return;
    }
    *reader->section = (DlnSource){0};
    reader->open = reader->section;
}

static gboolean apply_assert(Reader *reader, const DlnDirective *directive, GError **error)
{
    const DlnSource line = source_at(&reader->source, directive->name_end, directive->line_end);
    const DlnDirection direction = reader->in_sections ? reader->direction : DLN_DIRECTION_UP;
    DlnAssertion *assertion = NULL;

    if (reader->in_sections && reader->section == NULL) {
        dln_source_error(&reader->source, directive->offset, error,
            "an assertion belongs in the header, or below an \"up\" or \"down\"");
        return FALSE;
    }
    if (!dln_assertion_read(&line, &assertion, error))
        return FALSE;
    g_ptr_array_add(reader->revision->assertions[direction], assertion);
    if (!reader->in_sections)
        return TRUE;
    if (reader->engine == DLN_ENGINE_ANY)
        g_ptr_array_add(reader->shared_assertions[direction], assertion);
    else
        assertion->engines = 1u << reader->engine;
    go_on(reader);
    return TRUE;
}

static gboolean refuse_remaining(
    const Reader *reader, const DlnDirective *directive, GError **error)
{
    dln_source_error(&reader->source, directive->offset, error,
        "\"remaining\" belongs in the up section of a file with \"-- dunlin:batch\"");
    return FALSE;
}

/* Whether the directive stands within the section under way, and so does not end it. */
static gboolean is_within(const Reader *reader, const DlnDirective *directive)
{
    static const char remaining[] = "remaining";

    return reader->open != NULL &&
           directive->name_end - directive->name == strlen(remaining) &&
           strncmp(reader->source.text + directive->name, remaining, strlen(remaining)) == 0;
}

static gboolean note_remaining(Reader *reader, const DlnDirective *directive, GError **error)
{
    const DlnDirectiveRule *rule = dln_directive_rule_find(&reader->source, directive, error);
    g_autoptr(GArray) arguments =
        rule != NULL ? dln_directive_arguments(rule, &reader->source, directive, error) : NULL;
    const char **slot = reader->engine == DLN_ENGINE_ANY ? &reader->remaining
                                                         : &reader->own_remaining[reader->engine];
    const DlnSource *up = reader->engine == DLN_ENGINE_ANY
        ? &reader->shared[DLN_DIRECTION_UP]
        : &reader->own[DLN_DIRECTION_UP][reader->engine];

    if (arguments == NULL)
        return FALSE;
    if (reader->revision->batching == NULL || reader->open != up)
        return refuse_remaining(reader, directive, error);
    if (*slot != NULL) {
        dln_source_error(
            &reader->source, directive->offset, error, "\"%s\" is said twice", rule->name);
        return FALSE;
    }
    *slot = reader->source.text + directive->offset;
    return TRUE;
}

static gboolean apply_directive(Reader *reader, const DlnDirective *directive, GError **error)
{
    const DlnDirectiveRule *rule = dln_directive_rule_find(&reader->source, directive, error);
    if (rule == NULL)
        return FALSE;
    if (rule->kind == DLN_DIRECTIVE_ASSERT)
        return apply_assert(reader, directive, error);
    g_autoptr(GArray) arguments = dln_directive_arguments(rule, &reader->source, directive, error);
    if (arguments == NULL)
        return FALSE;

    if (rule->kind == DLN_DIRECTIVE_HEADER)
        return apply_header(reader, rule, directive, arguments, error);

    if (rule->kind == DLN_DIRECTIVE_REMAINING)
        return refuse_remaining(reader, directive, error);

    reader->in_sections = TRUE;
    if (rule->kind == DLN_DIRECTIVE_ENGINE)
        return change_engine(reader, directive, &g_array_index(arguments, DlnArgument, 0), error);
    return open_section(reader,
        rule->kind == DLN_DIRECTIVE_UP ? DLN_DIRECTION_UP : DLN_DIRECTION_DOWN, directive, error);
}

/* Reads the directives and what stands between them. *out_first: the first one, if *out_found. */
static gboolean read_directives(
    Reader *reader, DlnDirective *out_first, gboolean *out_found, GError **error)
{
    DlnDirectiveScanner scanner;
    DlnDirective directive;
    gboolean found;
    gsize start = 0;

    *out_found = FALSE;
    dln_directive_scanner_init(&scanner, &reader->source);
    for (;;) {
        scanner.engine = reader->engine;
        if (!dln_directive_scanner_next(&scanner, &directive, &found, error))
            return FALSE;
        if (!found)
            break;
        if (!*out_found)
            *out_first = directive;
        *out_found = TRUE;
        if (is_within(reader, &directive)) {
            if (!note_remaining(reader, &directive, error))
                return FALSE;
            continue;
        }
        if (!close_stretch(reader, start, directive.offset, error) ||
            !apply_directive(reader, &directive, error))
            return FALSE;
        start = directive.next;
    }
    if (!*out_found)
        return TRUE;
    return close_stretch(reader, start, reader->source.length, error) &&
           check_engine_has_section(reader, error);
}

/* -- Down files ----------------------------------------------------------------------------------- */

static gboolean refuse_empty(const DlnSource *source, GError **error)
{
    if (dln_comments_skip(source, 0, source->length) < source->length)
        return TRUE;

    const DunlinErrorFacts facts = {.file = source->file, .line = 1};
    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts,
        source->length == 0 ? "the file is empty" : "the file holds no SQL and no directive");
    return FALSE;
}

/* Makes NAME.down.sql the down section for every engine. */
static gboolean read_down_file(Reader *reader, GError **error)
{
    if (reader->input->down_text == NULL)
        return TRUE;

    /* The path must live as long as the section that names it. */
    char *path = g_strdup(reader->input->down_path);
    g_ptr_array_add(reader->revision->texts, g_bytes_new_take(path, strlen(path) + 1));
    g_ptr_array_add(reader->revision->texts, g_bytes_ref(reader->input->down_text));
    DlnSource source = {.file = path, .line = 1, .column = 1};
    source.text = g_bytes_get_data(reader->input->down_text, &source.length);
    if (source.text == NULL)
        source.text = "";

    DlnDirectiveScanner scanner;
    DlnDirective directive;
    gboolean found;
    dln_directive_scanner_init(&scanner, &source);
    if (!dln_directive_scanner_next(&scanner, &directive, &found, error))
        return FALSE;
    if (found) {
        dln_source_error(&source, directive.offset, error,
            "a file of down SQL takes no directives: they belong in \"%s\"", reader->input->path);
        return FALSE;
    }
    if (!refuse_empty(&source, error))
        return FALSE;
    reader->shared[DLN_DIRECTION_DOWN] = source;
    return TRUE;
}

static gboolean refuse_two_downs(const Reader *reader, GError **error)
{
    const DlnSource *inline_down = &reader->shared[DLN_DIRECTION_DOWN];

    for (int engine = 0; engine < DLN_N_ENGINES && inline_down->text == NULL; engine++)
        inline_down = &reader->own[DLN_DIRECTION_DOWN][engine];
    if (reader->input->down_text == NULL || inline_down->text == NULL)
        return TRUE;

    const DunlinErrorFacts facts = {.file = inline_down->file, .line = inline_down->line};
    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts,
        "a \"down\" section here and \"%s\" as well: keep one", reader->input->down_path);
    return FALSE;
}

/* -- Files ---------------------------------------------------------------------------------------- */

/* Everything behind the leading comments is up: they are a header, and no edit of one changes the checksum. */
static gboolean read_plain(Reader *reader, GError **error)
{
    const DlnSource *source = &reader->source;
    const gsize sql = dln_comments_skip(source, 0, source->length);

    if (!refuse_empty(source, error) ||
        !dln_comments_read(&reader->comments, source, 0, sql, error))
        return FALSE;
    reader->shared[DLN_DIRECTION_UP] = source_at(source, sql, source->length);
    reader->revision->flags |= DLN_REVISION_PLAIN;
    return TRUE;
}

static gboolean check_has_up(const Reader *reader, const DlnDirective *first, GError **error)
{
    gboolean has_up = reader->shared[DLN_DIRECTION_UP].text != NULL;

    for (int engine = 0; engine < DLN_N_ENGINES; engine++)
        has_up = has_up || reader->own[DLN_DIRECTION_UP][engine].text != NULL;
    if (!has_up)
        dln_source_error(&reader->source, first->offset, error,
            "a directive, but no \"-- dunlin:up\" in the file");
    return has_up;
}

static gboolean read_file(Reader *reader, GError **error)
{
    DlnDirective first = {0};
    gboolean has_directives;

    if (!read_directives(reader, &first, &has_directives, error))
        return FALSE;
    if (has_directives ? !check_has_up(reader, &first, error) : !read_plain(reader, error))
        return FALSE;
    return refuse_two_downs(reader, error) && read_down_file(reader, error);
}

static void resolve_sections(Reader *reader)
{
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++) {
        for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
            const DlnSource *own = &reader->own[direction][engine];
            reader->revision->sections[direction][engine] =
                own->text != NULL ? *own : reader->shared[direction];
            for (guint i = 0; own->text != NULL && i < reader->shared_assertions[direction]->len;
                 i++)
                ((DlnAssertion *)reader->shared_assertions[direction]->pdata[i])->engines &=
                    ~(1u << engine);
        }
    }
    for (int engine = 0; engine < DLN_N_ENGINES && reader->revision->batching != NULL; engine++) {
        gboolean is_own = reader->own[DLN_DIRECTION_UP][engine].text != NULL;
        reader->revision->batching->remaining[engine] =
            is_own ? reader->own_remaining[engine] : reader->remaining;
    }
}

static gboolean finish(Reader *reader, GError **error)
{
    DlnRevision *revision = reader->revision;

    if (reader->comments.description != NULL) {
        g_free(revision->description);
        revision->description = g_steal_pointer(&reader->comments.description);
    }
    if (!dln_archify_keys_apply(&reader->comments.keys, &reader->source, revision, error))
        return FALSE;
    resolve_sections(reader);
    if (!dln_special_check(revision, error))
        return FALSE;
    dln_revision_seal(revision);
    return TRUE;
}

static gboolean native_matches(const DlnFormatInput *input)
{
    return g_str_has_suffix(input->basename, ".sql");
}

static gboolean native_read(const DlnFormatInput *input, DlnRevision **out_revision, GError **error)
{
    g_autoptr(DlnRevision) revision = dln_revision_new();

    revision->id = g_strndup(input->basename, strlen(input->basename) - strlen(".sql"));
    revision->file = g_strdup(input->path);
    revision->format = dln_format_native.name;
    g_ptr_array_add(revision->texts, g_bytes_ref(input->text));

    Reader reader = {.input = input, .revision = revision, .engine = DLN_ENGINE_ANY};
    reader.source = (DlnSource){.file = revision->file, .line = 1, .column = 1};
    reader.source.text = g_bytes_get_data(input->text, &reader.source.length);
    if (reader.source.text == NULL)
        reader.source.text = "";

    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        reader.shared_assertions[direction] = g_ptr_array_new();
    gboolean ok = read_file(&reader, error) && finish(&reader, error);
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        g_ptr_array_unref(reader.shared_assertions[direction]);
    dln_comments_clear(&reader.comments);
    if (ok)
        *out_revision = g_steal_pointer(&revision);
    return ok;
}

const DlnFormat dln_format_native = {
    .name = "native",
    .help = "SQL files, with \"-- dunlin:\" directives or plain",
    .matches = native_matches,
    .read = native_read,
};
