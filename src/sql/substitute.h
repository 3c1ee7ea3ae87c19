/* SPDX-License-Identifier: Apache-2.0 */
/* substitute.h: ${name} in SQL, replaced by the values of variables.
 *
 *   ${name}             the value as it is
 *   ${name:literal}     the value as a quoted string of the engine
 *   ${name:identifier}  the value as a quoted name
 *   $${                 a plain "${"
 *
 * Comments and the data of COPY are left alone. A quoted form stands by itself, never inside quotes, so that what it
 * stands for is one token whatever the value is; inside a dollar quote its value must not end that. */
#pragma once

#include "sql/source_map.h"
#include "sql/variables.h"

/* *out_map: (transfer full): NULL when there is nothing to replace. *out_unset: (transfer full): NULL, or the CONFIG error
 * that must be shown to whoever wants to run the text: a variable in it has no value, and empty text stands for it.
 * Errors, SYNTAX at the reference: an unknown variable (with the one that was probably meant), an unknown form, a
 * reference that is not closed; a quoted form within quotes or glued to a word; a value that would be no identifier
 * or would end the dollar quote around it. Thread-safe. */
gboolean dln_substitute(DlnEngineKind engine, const DlnSource *source, const DlnVariables *variables,
    DlnSourceMap **out_map, GError **out_unset, GError **error);

/* dln_script_parse of the text with its values. variables: (nullable): then no "${" means anything. Where a value is
 * missing *out_script holds what could be read, and why it must not be run. */
gboolean dln_script_parse_with(DlnEngineKind engine, const DlnSource *source, const DlnVariables *variables,
    DlnScript **out_script, GError **error);
