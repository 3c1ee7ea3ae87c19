/* SPDX-License-Identifier: Apache-2.0 */
/* archify.c: Archify's .py migrations: which keys and texts they must have, and how these become a revision.
 *
 * A section borrows the literal's bytes, so its positions are the file's. Where the literal has escapes, or several
 * are joined, the section is a decoded copy that begins at the first literal's position: lines and columns behind
 * an escape or a joint are then counted in the decoded text. */
#include "format/archify.h"

#include <string.h>

#include "format/archify_syntax.h"
#include "format/comments.h"
#include "format/directive.h"

static gboolean holds_sql(const DlnSource *text)
{
    return text->text != NULL && dln_comments_skip(text, 0, text->length) < text->length;
}

/* A directive in a literal would be a mere comment to the engine: say so instead. */
static gboolean refuse_directives(const DlnSource *section, GError **error)
{
    DlnDirectiveScanner scanner;
    DlnDirective directive;
    gboolean found;

    dln_directive_scanner_init(&scanner, section);
    scanner.engine = DLN_ENGINE_POSTGRES;
    if (!dln_directive_scanner_next(&scanner, &directive, &found, error))
        return FALSE;
    if (found)
        dln_source_error(section, directive.offset, error,
            "directives are read in .sql files only: make this migration one");
    return !found;
}

static gboolean sources_equal(const DlnSource *a, const DlnSource *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->text, b->text, a->length) == 0);
}

/* What the function returns and the constant must be the same thing; either alone will do. */
static gboolean choose_section(const DlnSource *source, const DlnArchifyModule *module,
    DlnDirection direction, DlnSource *out_section, GError **error)
{
    const DlnArchifyDirection *from = &module->directions[direction];
    const char *problem = NULL;

    if (from->returns == DLN_RETURNS_CONSTANT && !from->assigned)
        problem = "which the file does not assign";
    else if (from->returns == DLN_RETURNS_NOTHING && holds_sql(&from->constant))
        problem = "but nothing";
    else if (from->returns == DLN_RETURNS_TEXT && from->assigned &&
             (from->constant.text == NULL || !sources_equal(&from->text, &from->constant)))
        problem = "but another text";
    if (problem != NULL) {
        const gboolean missing = from->returns == DLN_RETURNS_CONSTANT;
        dln_source_error(source, from->return_offset, error, "\"%s\" %s \"%s\", %s",
            dln_archify_function_name(direction), missing ? "returns" : "does not return",
            dln_archify_constant_name(direction), problem);
        return FALSE;
    }
    *out_section = from->returns == DLN_RETURNS_TEXT ? from->text : from->constant;
    return TRUE;
}

static gboolean set_missing(
    const DlnSource *source, const char *what, const char *add, GError **error)
{
    const DunlinErrorFacts facts = {.file = source->file, .line = 1};

    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "no \"%s\": add %s", what, add);
    return FALSE;
}

static gboolean set_section(DlnRevision *revision, const DlnSource *source,
    const DlnArchifyModule *module, DlnDirection direction, GError **error)
{
    DlnSource section;

    if (!choose_section(source, module, direction, &section, error))
        return FALSE;
    if (direction == DLN_DIRECTION_UP && section.text == NULL)
        return set_missing(
            source, dln_archify_constant_name(direction), "UPGRADE_SQL = \"\"\"...\"\"\"", error);
    /* A down of nothing but comments would claim to have reverted something. */
    if (direction == DLN_DIRECTION_DOWN && !holds_sql(&section))
        return TRUE;
    if (!refuse_directives(&section, error))
        return FALSE;
    for (int engine = 0; engine < DLN_N_ENGINES; engine++)
        revision->sections[direction][engine] = section;
    return TRUE;
}

static gboolean fill_revision(
    DlnRevision *revision, const DlnSource *source, DlnArchifyModule *module, GError **error)
{
    if (module->keys.scope.value == NULL)
        return set_missing(
            source, "MIGRATION_SCOPE", "\"# MIGRATION_SCOPE: public|tenant|both\"", error);
    if (module->keys.version.value == NULL)
        return set_missing(source, "MIGRATION_VERSION",
            "\"# MIGRATION_VERSION:\" and the file's name without .py", error);
    if (module->description != NULL) {
        g_free(revision->description);
        revision->description = g_steal_pointer(&module->description);
    }
    return dln_archify_keys_apply(&module->keys, source, revision, error) &&
           set_section(revision, source, module, DLN_DIRECTION_UP, error) &&
           set_section(revision, source, module, DLN_DIRECTION_DOWN, error);
}

static gboolean archify_matches(const DlnFormatInput *input)
{
    return g_str_has_suffix(input->basename, ".py");
}

static gboolean archify_read(
    const DlnFormatInput *input, DlnRevision **out_revision, GError **error)
{
    g_autoptr(DlnRevision) revision = dln_revision_new();
    g_auto(DlnArchifyModule) module = {0};

    revision->id = g_strndup(input->basename, strlen(input->basename) - strlen(".py"));
    revision->file = g_strdup(input->path);
    revision->format = dln_format_archify.name;
    revision->flags = DLN_REVISION_ORDERED_BY_NAME | DLN_REVISION_PLAIN | DLN_REVISION_VERBATIM;
    g_ptr_array_add(revision->texts, g_bytes_ref(input->text));

    DlnSource source = {.file = revision->file, .line = 1, .column = 1};
    source.text = g_bytes_get_data(input->text, &source.length);
    if (!dln_archify_parse(&source, revision->texts, &module, error) ||
        !fill_revision(revision, &source, &module, error))
        return FALSE;
    dln_revision_seal(revision);
    *out_revision = g_steal_pointer(&revision);
    return TRUE;
}

const DlnFormat dln_format_archify = {
    .name = "archify",
    .help = "Archify's .py files: SQL in string literals, read and never run",
    .matches = archify_matches,
    .read = archify_read,
};
