/* SPDX-License-Identifier: Apache-2.0 */
/* dunlin.h: the whole public interface of libdunlin. */
#pragma once

#include "dunlin/author.h"
#include "dunlin/error.h"
#include "dunlin/project.h"
#include "dunlin/run.h"
#include "dunlin/status.h"
#include "dunlin/tenant.h"

G_BEGIN_DECLS

/** The version of the library that is running, "0.1.0". */
const char *dunlin_version(void);

G_END_DECLS
