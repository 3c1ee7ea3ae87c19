/* SPDX-License-Identifier: Apache-2.0 */
/* rebase_log.h: several files of the migrations directories changed together or not at all. What is to be done is written
 * down first, whole, in a hidden folder of the first directory; then it is done, and the folder goes. After a kill
 * in between, loading the project is refused until the rest is done: it can be done from any point, any number of
 * times. Knows no graph. */
#pragma once

#include "project/project.h"

/* One file to be written or removed. */
typedef struct {
    guint directory; /* index into DlnConfig.migrations */
    char *name;
    char *old_hash;  /* dln_sum_hash of what is there; NULL: nothing must be there */
    char *text;      /* NULL: it is removed */
} DlnRebaseChange;

DlnRebaseChange *dln_rebase_change_new(guint directory, const char *name, const char *old_hash, const char *text);
void dln_rebase_change_free(DlnRebaseChange *change);

/* Errors: INTEGRITY where something is left to be done in this directory; it names `dunlin rebase --continue`. */
gboolean dln_rebase_log_check(const char *directory, const char *display, GError **error);

/* Writes down changes (element-type DlnRebaseChange), in the order in which they will be done. Errors: CONFIG; REFUSED
 * where a file is not what a change was made for; then
 * nothing is left of it. */
gboolean dln_rebase_log_write(const DlnConfig *config, const GPtrArray *changes, GError **error);

/* Does what is written down; *out_found FALSE: nothing is. out_shown: (element-type utf8): what was or is already done,
 * "+ migrations/x.sql" or "- migrations/x.sql", is appended. Errors: REFUSED when a file was changed by somebody else
 * since: then nothing more is done; CONFIG: a file cannot be written: the rest can be done later. */
gboolean dln_rebase_log_finish(
    const DlnConfig *config, gboolean *out_found, GPtrArray *out_shown, GError **error);
