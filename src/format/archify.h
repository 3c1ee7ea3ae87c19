/* SPDX-License-Identifier: Apache-2.0 */
/* archify.h: the reader of Archify's .py files. They are read as text, never run. */
#pragma once

#include "format/format.h"

extern const DlnFormat dln_format_archify;
