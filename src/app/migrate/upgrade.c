/* SPDX-License-Identifier: Apache-2.0 */
/* upgrade.c: the verb upgrade. */
#include "app/migrate/migrate.h"

gboolean dunlin_upgrade(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error)
{
    return dln_app_migrate(project, DLN_DIRECTION_UP, options, out_report, error);
}
