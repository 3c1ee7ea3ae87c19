/* SPDX-License-Identifier: Apache-2.0 */
/* python_escape.c: what the backslashes of a Python string literal mean. */
#include "format/python.h"

#include <string.h>

static const struct {
    char letter;
    char meaning;
} simple_escapes[] = {
    {'\\', '\\'},
    {'\'', '\''},
    {'"', '"'},
    {'a', '\a'},
    {'b', '\b'},
    {'f', '\f'},
    {'n', '\n'},
    {'r', '\r'},
    {'t', '\t'},
    {'v', '\v'},
};

typedef struct {
    const DlnSource *source;
    gsize offset; /* of what is decoded next */
    gsize end;
    GString *text;
} Decoder;

/* A character by its number in base 8 or 16. */
typedef struct {
    gsize first; /* of its digits, behind the backslash */
    guint min_digits;
    guint max_digits;
    int base;
} NumberEscape;

static const NumberEscape octal_escape = {.first = 1, .min_digits = 1, .max_digits = 3, .base = 8};

static const struct {
    char letter;
    NumberEscape escape;
} number_escapes[] = {
    {'x', {.first = 2, .min_digits = 2, .max_digits = 2, .base = 16}},
    {'u', {.first = 2, .min_digits = 4, .max_digits = 4, .base = 16}},
    {'U', {.first = 2, .min_digits = 8, .max_digits = 8, .base = 16}},
};

static gboolean append_character(Decoder *decoder, gunichar c, GError **error)
{
    if (c == 0 || !g_unichar_validate(c)) {
        dln_source_error(decoder->source, decoder->offset, error,
            c == 0 ? "an escape that stands for NUL, which SQL text cannot hold"
                   : "an escape that stands for no character");
        return FALSE;
    }
    g_string_append_unichar(decoder->text, c);
    return TRUE;
}

static gboolean decode_number(Decoder *decoder, const NumberEscape *escape, GError **error)
{
    const gsize first = decoder->offset + escape->first;
    gunichar value = 0;
    guint n = 0;

    for (; n < escape->max_digits && first + n < decoder->end; n++) {
        const int digit = g_ascii_xdigit_value(decoder->source->text[first + n]);
        if (digit < 0 || digit >= escape->base)
            break;
        value = value * (gunichar)escape->base + (gunichar)digit;
    }
    if (n < escape->min_digits) {
        dln_source_error(decoder->source, decoder->offset, error,
            "an escape that needs %u hexadecimal digits", escape->min_digits);
        return FALSE;
    }
    if (!append_character(decoder, value, error))
        return FALSE;
    decoder->offset = first + n;
    return TRUE;
}

static const NumberEscape *find_number_escape(char c)
{
    if (c >= '0' && c <= '7')
        return &octal_escape;
    for (gsize i = 0; i < G_N_ELEMENTS(number_escapes); i++)
        if (number_escapes[i].letter == c)
            return &number_escapes[i].escape;
    return NULL;
}

/* Decodes the escape at offset, a backslash that something follows. */
static gboolean decode_escape(Decoder *decoder, GError **error)
{
    const char *text = decoder->source->text;
    const char c = text[decoder->offset + 1];
    const NumberEscape *number = find_number_escape(c);

    if (number != NULL)
        return decode_number(decoder, number, error);
    for (gsize k = 0; k < G_N_ELEMENTS(simple_escapes); k++) {
        if (simple_escapes[k].letter == c) {
            g_string_append_c(decoder->text, simple_escapes[k].meaning);
            decoder->offset += 2;
            return TRUE;
        }
    }
    if (c == '\n' || c == '\r') {
        decoder->offset += 2;
        if (c == '\r' && decoder->offset < decoder->end && text[decoder->offset] == '\n')
            decoder->offset++;
        return TRUE;
    }
    if (c == 'N') {
        dln_source_error(decoder->source, decoder->offset, error,
            "\"\\N{...}\" is not read: write the character itself or its \"\\u\" escape");
        return FALSE;
    }
    g_string_append_c(decoder->text, '\\');
    decoder->offset++;
    return TRUE;
}

gboolean dln_python_decode(
    const DlnSource *source, const DlnPythonToken *string, GString *text, GError **error)
{
    Decoder decoder = {
        .source = source, .offset = string->body, .end = string->body_end, .text = text};

    while (decoder.offset < decoder.end) {
        const char *from = source->text + decoder.offset;
        const gsize left = decoder.end - decoder.offset;
        const char *backslash = string->has_escapes ? memchr(from, '\\', left) : NULL;
        const gsize plain = backslash != NULL ? (gsize)(backslash - from) : left;
        g_string_append_len(text, from, (gssize)plain);
        decoder.offset += plain;
        if (backslash != NULL && !decode_escape(&decoder, error))
            return FALSE;
    }
    return TRUE;
}
