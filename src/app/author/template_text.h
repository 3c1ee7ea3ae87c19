/* SPDX-License-Identifier: Apache-2.0 */
/* template_text.h: the texts of the migrations that a template's values make. Touches no file. */
#pragma once

#include "app/author/template_values.h"

typedef struct {
    char *message;
    char *body; /* what stands below the message and the lines about scope and parents */
} DlnTemplateText;

/* One for each migration that has a section for one of the engines. (element-type DlnTemplateText) (transfer full).
 * Errors: CONFIG: the template has nothing for the engines, or uses a name that is no key of it. */
GPtrArray *dln_template_texts(
    const DlnTemplate *template, const DlnTemplateValues *values, guint engines, GError **error);
