/* SPDX-License-Identifier: Apache-2.0 */
/* layer.h: values as somebody wrote them, with where: one layer a source, merged in the order of precedence.
 * Knows no meaning of a value. */
#pragma once

#include "project/node.h"
#include "project/settings.h"

typedef struct {
    char *text;   /* as written, NULL: not set (then items may be) */
    char **items; /* a YAML sequence for a LIST setting, else NULL */
    char *file;   /* where in the configuration file, as shown; NULL: from elsewhere */
    guint line;
    guint column;
    char *source; /* from elsewhere: "--parallel", "DUNLIN_RUN_PARALLEL"; NULL: from the file */
} DlnValue;

/* A value or NULL for each setting. */
typedef struct {
    GPtrArray *values; /* (element-type DlnValue) (nullable) */
    DlnNode *trees[DLN_N_TREES]; /* (nullable) */
} DlnLayer;

DlnLayer *dln_layer_new(void);
void dln_layer_free(DlnLayer *layer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLayer, dln_layer_free)

/* NULL when unset. */
const DlnValue *dln_layer_get(const DlnLayer *layer, guint setting);
/* Takes value. */
void dln_layer_set(DlnLayer *layer, guint setting, DlnValue *value);

/* Takes node. */
void dln_layer_set_tree(DlnLayer *layer, DlnTree tree, DlnNode *node);

/* Sets what is set in upper, of a tree entry by entry; upper is empty afterwards. A kind of tenants in upper replaces any other kind.
 * Errors: CONFIG: upper has two kinds of tenants. */
gboolean dln_layer_merge(DlnLayer *layer, DlnLayer *upper, GError **error);

/* The DUNLIN_ variables that are set and not empty. */
DlnLayer *dln_layer_from_environ(const char *const *environ);
/* DATABASE_URL alone: what every other source overrides. */
DlnLayer *dln_layer_from_database_url(const char *const *environ);
/* "key=value" texts; may be NULL. Errors: CONFIG: an unknown key, no "=". */
DlnLayer *dln_layer_from_overrides(const char *const *overrides, GError **error);

/* Sets a CONFIG error about a setting: "file:line:col: key: ..." or "key (source): ...". value may be NULL. */
void dln_value_error(GError **error, guint setting, const DlnValue *value, const char *format, ...) G_GNUC_PRINTF(4, 5);
