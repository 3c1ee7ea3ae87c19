/* SPDX-License-Identifier: Apache-2.0 */
/* engine_kind.c: the engines' names. */
#include "base/engine_kind.h"

static const char *const names[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = "postgres",
    [DLN_ENGINE_SQLITE] = "sqlite",
};

const char *dln_engine_kind_name(DlnEngineKind kind)
{
    return names[kind];
}

gboolean dln_engine_kind_from_name(const char *name, DlnEngineKind *out_kind)
{
    for (guint i = 0; i < DLN_N_ENGINES; i++) {
        if (g_str_equal(names[i], name)) {
            *out_kind = (DlnEngineKind)i;
            return TRUE;
        }
    }
    return FALSE;
}
