/* SPDX-License-Identifier: Apache-2.0 */
/* template_values.h: the words key=value of a template's user, checked by the kinds of its keys, as SQL. */
#pragma once

#include "app/author/file_template.h"
#include "app/author/template.h"

#define DLN_TEMPLATE_ENGINE(kind) (1u << (kind))

typedef struct DlnTemplateValues DlnTemplateValues;

void dln_template_values_free(DlnTemplateValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnTemplateValues, dln_template_values_free)

/* words: (nullable): "key=value", NULL-terminated. engines: bits, DLN_TEMPLATE_ENGINE, that the values are for.
 * Errors: CONFIG: what is no key=value, an unknown key, one that is given twice, those that are missing, a value that is
 * not what its key takes. (transfer full) */
DlnTemplateValues *dln_template_values_read(
    const DlnTemplate *template, const char *const *words, guint engines, GError **error);

/* What ${name} stands for, with its forms: "table", "table:literal"; ends with a NULL name. */
const DlnTemplateValue *dln_template_values_table(const DlnTemplateValues *values);
gboolean dln_template_values_has(const DlnTemplateValues *values, const char *name);
/* How many columns the value of a key of the kind columns holds; 0 for other keys. */
guint dln_template_values_count(const DlnTemplateValues *values, const char *name);
