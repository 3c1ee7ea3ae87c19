/* SPDX-License-Identifier: Apache-2.0 */
/* side.h: what somebody names to be compared, without a project: a database's URL, SQL files, migrations. */
#pragma once

#include "app/schema/state.h"
#include "dunlin/diff.h"

typedef struct {
    DunlinProject *project; /* made for it: where it is, and where scratch databases are */
    DlnFleet *fleet;        /* a database */
    DlnDesired *desired;    /* files */
    DlnStateSource source;  /* borrows from the others */
} DlnSide;

void dln_side_clear(DlnSide *side);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnSide, dln_side_clear)

/* options->from and options->to. Errors: CONFIG: there is no such thing, two engines, no engine, no server for scratch databases; as
 * dunlin_project_load of migrations. */
gboolean dln_side_pair(const DunlinProjectOptions *project_options,
    const DunlinDiffOptions *options, DlnSide *out_from, DlnSide *out_to, GError **error);
