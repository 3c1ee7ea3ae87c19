/* SPDX-License-Identifier: Apache-2.0 */
/* recreate.h: what may be dropped and created again on the way from one schema to another, where nobody has listed it. */
#pragma once

#include "pair.h"

/* recreated (element-type utf8): as snapshot_recreated says. A line to outcome for each that had no reason. */
void recreate_judge(const DlnSchema *from, const DlnSchema *to, const GPtrArray *recreated,
    const char *way, Outcome *outcome);
