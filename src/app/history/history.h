/* SPDX-License-Identifier: Apache-2.0 */
/* history.h: the repeatable migrations, for the verbs that list the history, behind which they stand. */
#pragma once

#include "dunlin/status.h"
#include "project/project.h"

/* Appends those of scope_mask to history (element-type DunlinRevisionInfo). */
void dln_app_history_add_repeatables(const DunlinProject *project, DlnScope scope_mask, GPtrArray *history);
