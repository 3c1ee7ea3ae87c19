/* SPDX-License-Identifier: Apache-2.0 */
/* reference.c: reads the tokens of a text, and what is in dollar quotes as a text of its own, for a body is mostly SQL.
 * What cannot be read as SQL there is taken for quoted: a quoted form is then refused, never misplaced. */
#include "sql/reference.h"

#include <string.h>

#include "sql/lexer.h"

/* Bodies within bodies; deeper ones are taken as they are. */
#define MAX_DEPTH 8

typedef struct {
    DlnEngineKind engine;
    const DlnSource *whole;
    GArray *found; /* of DlnReference */
} Finder;

/* A stretch of the text, and what is around it. */
typedef struct {
    gsize start;
    gsize end;
    DlnPlace place;
    const char *tag;
    gsize tag_length;
    guint depth;
} Stretch;

/* Every "${" whose "$" is in the stretch. */
static void take_all(const Finder *finder, const Stretch *stretch)
{
    const char *text = finder->whole->text;

    for (gsize i = stretch->start; i < stretch->end && i + 1 < finder->whole->length; i++) {
        if (text[i] != '$' || text[i + 1] != '{')
            continue;
        const gboolean is_escaped = i > stretch->start && text[i - 1] == '$';
        const DlnReference reference = {
            .offset = is_escaped ? i - 1 : i,
            .is_escaped = is_escaped,
            .place = stretch->place,
            .tag = stretch->tag,
            .tag_length = stretch->tag_length,
        };
        g_array_append_val(finder->found, reference);
    }
}

static void read_stretch(const Finder *finder, const Stretch *stretch);

/* A token of the stretch, at offset of the whole text. */
static void take_token(
    const Finder *finder, const Stretch *around, DlnTokenKind kind, gsize offset, gsize length)
{
    const char *text = finder->whole->text + offset;
    Stretch inside = *around;

    inside.start = offset;
    inside.end = offset + length;
    if (memchr(text, '$', length) == NULL)
        return;
    if (kind == DLN_TOKEN_STRING && text[0] == '$') {
        const gsize tag_length =
            (gsize)((const char *)memchr(text + 1, '$', length - 1) - text) + 1;
        inside.start += tag_length;
        inside.end -= tag_length;
        if (around->tag == NULL) {
            inside.tag = text;
            inside.tag_length = tag_length;
        }
        inside.depth++;
        read_stretch(finder, &inside);
        return;
    }
    if (kind == DLN_TOKEN_STRING || kind == DLN_TOKEN_QUOTED_NAME)
        inside.place = DLN_PLACE_QUOTES;
    take_all(finder, &inside);
}

static void read_stretch(const Finder *finder, const Stretch *stretch)
{
    const DlnSource source = {
        .file = finder->whole->file,
        .text = finder->whole->text + stretch->start,
        .length = stretch->end - stretch->start,
        .line = 2, /* no byte order mark can stand here */
        .column = 1,
    };
    const guint n_before = finder->found->len;
    DlnLexer lexer;
    DlnToken token = {.kind = DLN_TOKEN_OTHER};

    dln_lexer_init(&lexer, finder->engine, &source);
    while (stretch->depth < MAX_DEPTH && token.kind != DLN_TOKEN_END &&
           dln_lexer_next(&lexer, &token, NULL))
        take_token(finder, stretch, token.kind, stretch->start + token.offset, token.length);
    if (token.kind == DLN_TOKEN_END)
        return;

    Stretch unread = *stretch;
    unread.place = DLN_PLACE_QUOTES;
    g_array_set_size(finder->found, n_before);
    take_all(finder, &unread);
}

GArray *dln_references_find(const DlnScript *script)
{
    const Finder finder = {
        .engine = script->engine,
        .whole = &script->source,
        .found = g_array_new(FALSE, FALSE, sizeof(DlnReference)),
    };

    for (guint i = 0; i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        const Stretch stretch = {
            .start = statement->offset, .end = statement->offset + statement->length};
        read_stretch(&finder, &stretch);
    }
    return finder.found;
}
