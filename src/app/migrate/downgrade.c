/* SPDX-License-Identifier: Apache-2.0 */
/* downgrade.c: the verb downgrade. */
#include "app/migrate/migrate.h"

gboolean dunlin_downgrade(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error)
{
    if (options->target != NULL && options->run != NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "a downgrade has a target or a run to undo, not both");
        return FALSE;
    }
    if (options->target == NULL && options->run == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "a downgrade needs a target: a revision, -N or base, or --run ID");
        return FALSE;
    }
    return dln_app_migrate(project, DLN_DIRECTION_DOWN, options, out_report, error);
}
