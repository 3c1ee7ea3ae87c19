/* SPDX-License-Identifier: Apache-2.0 */
/* text_hash.h: hashing a text so that it does not matter how its lines end. */
#pragma once

#include <glib.h>

/* Feeds text to checksum, each "\r\n" and "\r" as "\n". text: (nullable) where length is 0. */
void dln_text_hash_feed(GChecksum *checksum, const char *text, gsize length);
