/* SPDX-License-Identifier: Apache-2.0 */
/* engine_kind.h: the engines by name; every layer may speak of them, only engine/ talks to them. */
#pragma once

#include <glib.h>

typedef enum {
    DLN_ENGINE_POSTGRES,
    DLN_ENGINE_SQLITE,
} DlnEngineKind;

#define DLN_N_ENGINES 2

/* "postgres", "sqlite": the words of `-- dunlin:engine`. */
const char *dln_engine_kind_name(DlnEngineKind kind);
gboolean dln_engine_kind_from_name(const char *name, DlnEngineKind *out_kind);
