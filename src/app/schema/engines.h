/* SPDX-License-Identifier: Apache-2.0 */
/* engines.h: for which engines a migration is written. */
#pragma once

#include "project/project.h"

/* One engine, and an environment whose databases have it. */
typedef struct {
    const DunlinProject *project; /* in that environment */
    DunlinProject *own;           /* (nullable) project, where it is not the one of the verb */
    char *environment;            /* (nullable) its name */
    DlnEngineKind engine;
    DlnEngineKind in_use; /* the engine of the verb's own project */
} DlnEngineUse;

void dln_engine_use_free(gpointer use);

typedef struct {
    const DunlinProject *project;
    DlnScope scope;
    const DlnRevision *but; /* (nullable) a migration that need not be for all of them */
    const DunlinProjectOptions *
        options; /* (nullable) what project was loaded with; NULL: no other environment is looked at */
    const char *const *engines; /* (nullable) only these, NULL-terminated */
    const char *written;        /* "the checkpoint": what is to be for all of them */
    GPtrArray *warnings;        /* (element-type utf8) */
} DlnEnginesRequest;

/* Adds a use for the engine in use, which is the first, and one for each other that the scope's databases have in another
 * environment with the same migrations. uses: (element-type DlnEngineUse) Errors: CONFIG: engines cannot be met; as loading the files
 * for another environment. */
gboolean dln_engines_find(const DlnEnginesRequest *request, GPtrArray *uses, GError **error);

gboolean dln_engines_have(const GPtrArray *uses, DlnEngineKind engine);

/* Says of an error for which engine it is, where that is not the one of the verb. */
void dln_engine_use_explain(const DlnEngineUse *use, GError **error);
