/* SPDX-License-Identifier: Apache-2.0 */
/* small_schema.h: a schema from a line of text, for tests: "t users; c users.id type=int8 default=1; f total(int) body=x". A semicolon
 * ends an object; the first letter is its kind, "name=value" a property, with "~" for a blank in the value; ">c:users.id" says what
 * it needs. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/schema.h"

static const struct {
    char letter;
    DlnObjectKind kind;
} small_kinds[] = {{'t', DLN_OBJECT_TABLE}, {'c', DLN_OBJECT_COLUMN}, {'i', DLN_OBJECT_INDEX},
    {'v', DLN_OBJECT_VIEW}, {'f', DLN_OBJECT_FUNCTION}, {'e', DLN_OBJECT_ENUM},
    {'k', DLN_OBJECT_CONSTRAINT}, {'s', DLN_OBJECT_SEQUENCE}, {'s', DLN_OBJECT_SEQUENCE}, {'d', DLN_OBJECT_DOMAIN}, {'x', DLN_OBJECT_DOMAIN_CONSTRAINT}};

static inline DlnObjectKind small_kind(char letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(small_kinds); i++) {
        if (small_kinds[i].letter == letter)
            return small_kinds[i].kind;
    }
    fail_msg("no kind %c", letter);
    return DLN_OBJECT_OTHER;
}

/* called: "users.id", "total(int)". */
static inline DlnObject *small_named(
    DlnSchema *schema, char letter, const char *name, DlnObject *needing)
{
    g_auto(GStrv) called = g_strsplit_set(name, "()", -1);
    g_auto(GStrv) path = g_strsplit(called[0], ".", 2);
    const DlnObjectId id = {small_kind(letter), path[1] != NULL ? path[0] : NULL,
        path[1] != NULL ? path[1] : path[0], called[1]};

    if (needing == NULL)
        return dln_schema_add(schema, &id);
    dln_object_need(needing, &id);
    return needing;
}

static inline void small_add(DlnSchema *schema, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    DlnObject *object = small_named(schema, text[0], words[1], NULL);

    for (guint i = 2; words[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);

        if (words[i][0] == '>')
            small_named(schema, words[i][1], words[i] + 3, object);
        else
            dln_object_set(object, pair[0], pair[1] != NULL ? g_strdelimit(pair[1], "~", ' ') : NULL);
    }
}

/* (transfer full) */
static inline DlnSchema *small_schema(const char *text)
{
    DlnSchema *schema = dln_schema_new(DLN_ENGINE_POSTGRES, "s");
    g_auto(GStrv) objects = g_strsplit(text, "; ", -1);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; objects[i] != NULL; i++) {
        if (*objects[i] != '\0')
            small_add(schema, objects[i]);
    }
    if (!dln_schema_finish(schema, &error))
        fail_msg("%s", error->message);
    return schema;
}
