/* SPDX-License-Identifier: Apache-2.0 */
/* late.h: what a run with --exec-order linear-skip left out, as warnings. */
#pragma once

#include "app/common/context.h"

/* Appends to fleet->warnings a line for each set of migrations that an upgrade to target left out, with the databases
 * where it did. Looks at where the databases stand now, and does nothing under another order. */
void dln_app_warn_late(const DlnFleet *fleet, const char *target);
