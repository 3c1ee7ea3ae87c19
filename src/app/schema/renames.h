/* SPDX-License-Identifier: Apache-2.0 */
/* renames.h: the public options of renaming, as src/diff/rename/rename.h takes them. */
#pragma once

#include "diff/rename/rename.h"
#include "dunlin/rename.h"

/* As dln_rename_run(). options: (nullable): refuse. cancellable: (nullable): for who is asked. hints: (nullable) (element-type DlnRenameWish): of the files that to was made from.
 * Errors: CONFIG: one of options->renames cannot be read; as dln_rename_run(). */
DlnRenamed *dln_app_rename(const DunlinRenameOptions *options, const DlnSchema *from,
    const DlnSchema *to, const GPtrArray *hints, GCancellable *cancellable,
    DlnRenameApplyFunc apply, gpointer apply_data, GError **error);
