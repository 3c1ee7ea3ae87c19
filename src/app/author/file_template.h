/* SPDX-License-Identifier: Apache-2.0 */
/* file_template.h: a user's own text for new migrations, with ${names} in it. Touches no file. */
#pragma once

#include "base/error.h"

typedef struct {
    const char *name; /* NULL ends a table */
    const char *value;
} DlnTemplateValue;

/* Replaces each ${name} by its value; "$${" is a literal "${", any other "$" stands for itself. display: the template's file
 * in errors. Errors: CONFIG with file and line: a name that is not in values (those that are are listed), a "${"
 * without its "}". (transfer full) */
char *dln_file_template_render(
    const char *text, const char *display, const DlnTemplateValue *values, GError **error);

/* Whether text uses ${name}. */
gboolean dln_file_template_uses(const char *text, const char *name);
