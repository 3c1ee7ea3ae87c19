/* SPDX-License-Identifier: Apache-2.0 */
/* native.h: the reader of .sql files, with directives or without. */
#pragma once

#include "format/format.h"

extern const DlnFormat dln_format_native;
