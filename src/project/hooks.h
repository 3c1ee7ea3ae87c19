/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.h: the section `hooks` of the configuration, read and checked. Runs none. */
#pragma once

#include "project/program.h"
#include "project/project.h"

/* config: its databases and variables are resolved; sets config->hooks, NULL where there are none. tree: (nullable).
 * Errors: CONFIG with the place: an unknown event or key (with the one that was probably meant), a hook of no kind or of two,
 * an empty command, a program or file of the project that is not there or cannot be run or read, a duration or scope
 * that is none, SQL for a database that the project does not have. SYNTAX or REFUSED with the place in the SQL: what no hook's SQL may hold,
 * an unknown variable. */
gboolean dln_config_resolve_hooks(
    DlnConfig *config, const DlnNode *tree, const DlnConfigHome *home, GError **error);
