/* SPDX-License-Identifier: Apache-2.0 */
/* template.h: a template of a safe pattern: which keys it asks for, and the texts of the migrations that it writes.
 *
 * A template is a text file, ours in src/app/author/templates/, a project's own in the folder `revision.templates`:
 *
 *   -- template:summary what it is for
 *   -- template:key NAME KIND: what the value is           must be given
 *   -- template:key NAME KIND = TEXT: ...                  TEXT where it is not; ${…} of earlier keys may be in it
 *   -- template:key NAME KIND?: ...                        may be left out
 *   -- template:file MESSAGE                               what follows is the text of one migration
 *
 * Kinds: name, names (separated by commas), type, expression, keys (of an index), columns ("a text, b int"), text (a
 * string), count, duration, switch (yes or no), choice(WORD|WORD).
 *
 * In the texts ${key} is the value as SQL: a name quoted where it needs it, a text as a string. Forms of it:
 *   ${key:text}       for a comment: as it was given
 *   ${key:literal}    a name as a string
 *   ${key:quoted}     the SQL as a string, for SQL that makes SQL
 *   ${key:names}, ${key:new}      of columns: "a, b" and "NEW.a, NEW.b"
 *   ${key:each}, ${key:each-name} of columns: the line is repeated, for each of them
 * A body of a function stands between $dunlin$, which no value holds.
 * {{…}} is left out when a key in it has no value. Lines between "-- template:engine postgres" and "-- template:engine any"
 * are left out where that engine is not wanted: for the header, to which `-- dunlin:engine` does not reach; what is below
 * "-- template:engine both" is for a project with both. The sections of an engine that the project does not have are left out,
 * and a migration without a section with them. */
#pragma once

#include "project/project.h"

#define DLN_TEMPLATE_FOR_ENGINE "-- template:engine "

typedef enum {
    DLN_TEMPLATE_NAME,
    DLN_TEMPLATE_NAMES,
    DLN_TEMPLATE_TYPE,
    DLN_TEMPLATE_EXPRESSION,
    DLN_TEMPLATE_KEYS,
    DLN_TEMPLATE_COLUMNS,
    DLN_TEMPLATE_TEXT,
    DLN_TEMPLATE_COUNT,
    DLN_TEMPLATE_DURATION,
    DLN_TEMPLATE_SWITCH,
    DLN_TEMPLATE_CHOICE,
} DlnTemplateKind;

typedef struct {
    char *name;
    DlnTemplateKind kind;
    char **choices; /* of CHOICE */
    char *preset;   /* NULL: none */
    gboolean is_optional; /* without a preset, and may have no value */
    char *help;
} DlnTemplateKey;

/* One migration. */
typedef struct {
    char *message;
    char *text;
    guint line; /* of the template where text begins */
} DlnTemplateFile;

typedef struct {
    char *name;
    char *display; /* its file, for errors */
    char *summary;
    GPtrArray *keys;  /* (element-type DlnTemplateKey) */
    GPtrArray *files; /* (element-type DlnTemplateFile) at least one */
} DlnTemplate;

void dln_template_free(DlnTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnTemplate, dln_template_free)

/* "name", "choice(a|b)". (transfer full) */
char *dln_template_key_kind(const DlnTemplateKey *key);

/* Errors: CONFIG with display and line. (transfer full) */
DlnTemplate *dln_template_parse(const char *name, const char *display, const char *text, GError **error);

/* All that project can use, by name; its own stand before ours of the same name. (element-type DlnTemplate)
 * (transfer full). Errors: CONFIG: its folder or one of its own cannot be read. */
GPtrArray *dln_templates_load(const DunlinProject *project, GError **error);
/* Errors: CONFIG: there is none of that name; those that there are are named. (transfer none) */
const DlnTemplate *dln_templates_find(const GPtrArray *templates, const char *name, GError **error);
