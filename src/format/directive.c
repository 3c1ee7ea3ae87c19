/* SPDX-License-Identifier: Apache-2.0 */
/* directive.c: candidates are found by their letters, then each engine's reading of the text decides whether they
 * are comments. Reading begins anew behind every directive, so that a section stands alone.
 * Knows no directive by name. */
#include "format/directive.h"

#include <string.h>

#define WORD "dunlin"

/* -- One engine's reading ------------------------------------------------------------------------ */

static gboolean at_pair(const DlnSource *source, gsize i, const char *pair)
{
    return i + 1 < source->length && source->text[i] == pair[0] && source->text[i + 1] == pair[1];
}

static gsize past_line(const DlnSource *source, gsize i)
{
    while (i < source->length && source->text[i] != '\n' && source->text[i] != '\r')
        i++;
    return i;
}

static gsize past_block_comment(const DlnSource *source, gsize i, gboolean nested)
{
    guint depth = 1;

    for (i += 2; i < source->length; i++) {
        if (at_pair(source, i, "*/")) {
            i++;
            if (--depth == 0)
                return i + 1;
        } else if (nested && at_pair(source, i, "/*")) {
            i++;
            depth++;
        }
    }
    return source->length;
}

/* Behind the line "\." that ends the data of the COPY whose semicolon stands before i. */
static gsize past_copy_data(const DlnLexer *lexer, gsize i)
{
    const DlnSource *source = lexer->source;

    for (i = dln_lexer_find(lexer, i, "\n", 1); i < source->length;) {
        const gsize line = i + 1;
        i = dln_lexer_find(lexer, line, "\n", 1);
        const gsize length = i - line - (i > line && source->text[i - 1] == '\r' ? 1 : 0);
        if (length == 2 && at_pair(source, line, "\\."))
            return i;
    }
    return source->length;
}

/* standard_conforming_strings decides where strings end: follow it as the splitter of statements does. */
static void follow_strings(DlnDirectiveCursor *cursor)
{
    const DlnStringsChange change = dln_classify_strings_change(&cursor->classifier);

    if (change == DLN_STRINGS_UNCHANGED)
        return;
    if (change == DLN_STRINGS_ESCAPES || change == DLN_STRINGS_STANDARD)
        cursor->session_escapes = change == DLN_STRINGS_ESCAPES;
    const gboolean is_local =
        change == DLN_STRINGS_LOCAL_ESCAPES || change == DLN_STRINGS_LOCAL_STANDARD;
    cursor->lexer.escapes =
        is_local ? change == DLN_STRINGS_LOCAL_ESCAPES : cursor->session_escapes;
    if (cursor->lexer.escapes)
        cursor->postgres_only = TRUE;
}

static void begin_statement(DlnDirectiveCursor *cursor)
{
    cursor->body = (DlnBody){0};
    dln_classifier_init(&cursor->classifier, cursor->lexer.engine, cursor->lexer.source->text);
}

static void note_postgres_token(DlnDirectiveCursor *cursor)
{
    const char first = cursor->lexer.source->text[cursor->token.offset];

    if (cursor->token.kind == DLN_TOKEN_STRING && first != '\'' && g_ascii_tolower(first) != 'x')
        cursor->postgres_only = TRUE;
    if (!dln_body_add(&cursor->body, &cursor->lexer, &cursor->token)) {
        dln_classifier_add(&cursor->classifier, &cursor->token);
        return;
    }
    follow_strings(cursor);
    if (dln_classifier_seen(&cursor->classifier) & DLN_STATEMENT_COPY_IN) {
        cursor->lexer.offset = past_copy_data(&cursor->lexer, cursor->lexer.offset);
        cursor->token.length = cursor->lexer.offset - cursor->token.offset;
        cursor->postgres_only = TRUE;
    }
    begin_statement(cursor);
}

/* Takes the text from what cannot be read up to its end for one token. */
static gboolean stop_reading(DlnDirectiveCursor *cursor, GError *problem, GError **error)
{
    const DlnSource *source = cursor->lexer.source;
    const gsize at = MIN(cursor->lexer.offset, source->length);

    if (at < source->length && source->text[at] == '\\') {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_error_free(problem);
    cursor->token = (DlnToken){.kind = DLN_TOKEN_STRING, .offset = at, .length = G_MAXSIZE - at};
    return TRUE;
}

static gboolean read_token(DlnDirectiveCursor *cursor, GError **error)
{
    GError *problem = NULL;

    cursor->piece = cursor->piece_end = cursor->token.offset + cursor->token.length;
    if (!dln_lexer_next(&cursor->lexer, &cursor->token, &problem))
        return stop_reading(cursor, problem, error);
    if (cursor->token.kind == DLN_TOKEN_END)
        cursor->token.length = G_MAXSIZE - cursor->token.offset;
    else if (cursor->lexer.engine == DLN_ENGINE_POSTGRES)
        note_postgres_token(cursor);
    return TRUE;
}

/* Finds out whether a comment begins at offset. Offsets only grow. */
static gboolean is_open(
    DlnDirectiveCursor *cursor, gsize offset, gboolean *out_open, GError **error)
{
    const DlnSource *source = cursor->lexer.source;
    const gboolean nested = cursor->lexer.engine == DLN_ENGINE_POSTGRES;

    while (cursor->token.offset + cursor->token.length <= offset)
        if (!read_token(cursor, error))
            return FALSE;

    while (cursor->token.offset > offset && cursor->piece_end <= offset) {
        const gsize at = cursor->piece = cursor->piece_end;
        if (at_pair(source, at, "--"))
            cursor->piece_end = past_line(source, at);
        else if (at_pair(source, at, "/*"))
            cursor->piece_end = past_block_comment(source, at, nested);
        else
            cursor->piece_end = at + 1;
    }
    *out_open = cursor->token.offset > offset && cursor->piece == offset;
    return TRUE;
}

static void begin_reading(DlnDirectiveScanner *scanner, gsize offset)
{
    scanner->position = offset;
    for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
        DlnDirectiveCursor *cursor = &scanner->cursors[engine];
        *cursor =
            (DlnDirectiveCursor){.token = {.offset = offset}, .piece = offset, .piece_end = offset};
        dln_lexer_init(&cursor->lexer, (DlnEngineKind)engine, scanner->source);
        cursor->lexer.offset = offset;
        begin_statement(cursor);
    }
}

/* -- Candidates ---------------------------------------------------------------------------------- */

static gsize past_blanks(const DlnSource *source, gsize i)
{
    while (i < source->length && (source->text[i] == ' ' || source->text[i] == '\t'))
        i++;
    return i;
}

/* Whether the "--" at i begins what a person would take for a directive; *out_name is then behind the colon. */
static gboolean looks_like_directive(const DlnSource *source, gsize i, gsize *out_name)
{
    gsize word = past_blanks(source, i + 2);
    if (source->length - word < strlen(WORD) ||
        g_ascii_strncasecmp(source->text + word, WORD, strlen(WORD)) != 0)
        return FALSE;

    gsize colon = past_blanks(source, word + strlen(WORD));
    if (colon >= source->length || source->text[colon] != ':')
        return FALSE;
    *out_name = colon + 1;
    return TRUE;
}

static gboolean find_candidate(DlnDirectiveScanner *scanner, gsize *out_offset, gsize *out_name)
{
    const DlnSource *source = scanner->source;

    while (scanner->position < source->length) {
        const char *from = source->text + scanner->position;
        const char *dash = memchr(from, '-', source->length - scanner->position);
        if (dash == NULL)
            break;
        *out_offset = (gsize)(dash - source->text);
        scanner->position = *out_offset + 1;
        if (at_pair(source, *out_offset, "--") &&
            looks_like_directive(source, *out_offset, out_name))
            return TRUE;
    }
    scanner->position = source->length;
    return FALSE;
}

static gboolean decide_place(
    DlnDirectiveScanner *scanner, gsize offset, gboolean *out_open, GError **error)
{
    if (scanner->engine != DLN_ENGINE_ANY)
        return is_open(&scanner->cursors[scanner->engine], offset, out_open, error);

    DlnDirectiveCursor *postgres = &scanner->cursors[DLN_ENGINE_POSTGRES];
    gboolean postgres_open, sqlite_open;
    if (!is_open(postgres, offset, &postgres_open, error) ||
        !is_open(&scanner->cursors[DLN_ENGINE_SQLITE], offset, &sqlite_open, error))
        return FALSE;
    if (postgres_open != sqlite_open && !postgres->postgres_only) {
        dln_source_error(scanner->source, offset, error,
            "the engines do not agree whether this line is a comment: say whose SQL it is, with "
            "\"-- dunlin:engine\" before the section");
        return FALSE;
    }
    *out_open = postgres_open;
    return TRUE;
}

static gboolean begins_line(const DlnSource *source, gsize offset)
{
    return offset == 0 || source->text[offset - 1] == '\n' || source->text[offset - 1] == '\r';
}

static gboolean only_blanks_before(const DlnSource *source, gsize offset)
{
    while (offset > 0 && (source->text[offset - 1] == ' ' || source->text[offset - 1] == '\t'))
        offset--;
    return begins_line(source, offset);
}

/* Refuses what is nearly a directive: read as a mere comment it would be a trap. */
static gboolean check_spelling(const DlnSource *source, gsize offset, gsize name, GError **error)
{
    static const char prefix[] = "-- " WORD ":";

    if (!begins_line(source, offset)) {
        dln_source_error(source, offset, error,
            only_blanks_before(source, offset)
                ? "a directive must begin in the first column: remove the blanks before it"
                : "a directive must stand on a line of its own");
        return FALSE;
    }
    if (name - offset != strlen(prefix) ||
        strncmp(source->text + offset, prefix, strlen(prefix)) != 0) {
        dln_source_error(
            source, offset, error, "a directive begins with \"%s\", exactly so", prefix);
        return FALSE;
    }
    return TRUE;
}

static gboolean take_directive(
    const DlnSource *source, gsize offset, gsize name, DlnDirective *out_directive, GError **error)
{
    if (!check_spelling(source, offset, name, error))
        return FALSE;

    DlnDirective directive = {.offset = offset, .name = name, .name_end = name};
    directive.line_end = past_line(source, offset);
    while (directive.name_end < directive.line_end &&
           !g_ascii_isspace(source->text[directive.name_end]))
        directive.name_end++;
    directive.next = directive.line_end;
    if (directive.next < source->length)
        directive.next += at_pair(source, directive.next, "\r\n") ? 2 : 1;
    if (directive.name_end == name) {
        dln_source_error(source, name, error, "a directive without a name");
        return FALSE;
    }
    *out_directive = directive;
    return TRUE;
}

/* -- The scanner --------------------------------------------------------------------------------- */

void dln_directive_scanner_init(DlnDirectiveScanner *scanner, const DlnSource *source)
{
    *scanner = (DlnDirectiveScanner){.source = source, .engine = DLN_ENGINE_ANY};
    begin_reading(scanner, 0);
}

gboolean dln_directive_scanner_next(
    DlnDirectiveScanner *scanner, DlnDirective *out_directive, gboolean *out_found, GError **error)
{
    gsize offset, name;

    while (find_candidate(scanner, &offset, &name)) {
        gboolean open;
        if (!decide_place(scanner, offset, &open, error))
            return FALSE;
        if (!open)
            continue;
        if (!take_directive(scanner->source, offset, name, out_directive, error))
            return FALSE;

        begin_reading(scanner, out_directive->next);
        *out_found = TRUE;
        return TRUE;
    }
    *out_found = FALSE;
    return TRUE;
}
