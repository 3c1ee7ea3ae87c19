/* SPDX-License-Identifier: Apache-2.0 */
/* migrate.h: what upgrade and downgrade have in common, which is all but the direction. */
#pragma once

#include "app/common/context.h"

gboolean dln_app_migrate(DunlinProject *project, DlnDirection direction, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error);
