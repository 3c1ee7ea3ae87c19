/* SPDX-License-Identifier: Apache-2.0 */
/* variables.h: what ${name} in SQL stands for. Knows where no value comes from: the project and the hooks say it. */
#pragma once

#include <glib.h>

#include "base/engine_kind.h"

/* How a value is written where its reference asks for it. dialect/ has it; sql/ only reads SQL. */
typedef struct {
    char *(*literal)(DlnEngineKind engine, const char *value);
    char *(*identifier)(const char *name);
} DlnQuoting;

typedef enum {
    DLN_VARIABLE_OPEN = 0,
    DLN_VARIABLE_SECRET = 1 << 0, /* is not repeated in messages */
} DlnVariableFlags;

typedef struct {
    char *name;
    char *value;   /* NULL: it has none, and whoever needs it is told `missing` */
    char *missing; /* how to give it one; NULL where there is a value */
    DlnVariableFlags flags;
} DlnVariable;

/* Reference-counted; not to be changed once it is shared. */
typedef struct DlnVariables DlnVariables;

/* parent: (nullable): asked for names that are not here. quoting: static. */
DlnVariables *dln_variables_new(const DlnQuoting *quoting, DlnVariables *parent);
DlnVariables *dln_variables_ref(DlnVariables *variables);
void dln_variables_unref(DlnVariables *variables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnVariables, dln_variables_unref)

/* Everything is copied. One name is added once. */
void dln_variables_add(DlnVariables *variables, const DlnVariable *variable);

/* (nullable) */
const DlnVariable *dln_variables_find(const DlnVariables *variables, const char *name);
/* The name that name was probably meant to be. (nullable) (transfer none) */
const char *dln_variables_suggest(const DlnVariables *variables, const char *name);
guint dln_variables_size(const DlnVariables *variables);
const DlnVariable *dln_variables_get(const DlnVariables *variables, guint index);
const DlnQuoting *dln_variables_quoting(const DlnVariables *variables);

/* [A-Za-z_][A-Za-z0-9_]* */
gboolean dln_variable_is_name(const char *name, gsize length);

/* text with every secret value in it replaced by ***. Values of up to three bytes are left: masking them would
 * garble every message and hide nothing. (transfer full) */
char *dln_variables_mask(const DlnVariables *variables, const char *text);
