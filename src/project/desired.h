/* SPDX-License-Identifier: Apache-2.0 */
/* desired.h: the section `schema` of the configuration: where it is said what the schema of a scope is to be. Reads no such file and
 * runs no command. */
#pragma once

#include "base/engine_kind.h"
#include "project/program.h"

typedef struct DlnDesired {
    char *file; /* where it is configured, for messages */
    guint line;
    guint column;
    char **paths; /* absolute: SQL files and folders of them; NULL: a command */
    char **shown; /* the same as shown */
    char **
        argv; /* a program that prints SQL: its path, or a name to look for in PATH, and its arguments */
    gint64 timeout_ms; /* of it; 0: none */
    char *text;        /* all of it for people */
    /* Where one of them is not NULL: what is said for each engine, and nothing above but the place. */
    struct DlnDesired *of_engine[DLN_N_ENGINES];
} DlnDesired;

void dln_desired_free(DlnDesired *desired);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnDesired, dln_desired_free)

/* What is said for one engine; NULL: nothing. desired: (nullable) */
const DlnDesired *dln_desired_for(const DlnDesired *desired, DlnEngineKind engine);

/* tree: (nullable). out_public, out_tenant: (out) (transfer full) (nullable): where nothing is said.
 * Errors: CONFIG with the place: an unknown key, an empty path or list, a program of the project that is not there or cannot be run, a
 * duration that is none. */
gboolean dln_config_read_desired(const DlnNode *tree, const DlnConfigHome *home,
    DlnDesired **out_public, DlnDesired **out_tenant, GError **error);
