/* SPDX-License-Identifier: Apache-2.0 */
/* text_hash.c: what Git or an editor does to the ends of lines is no change of a text. */
#include "base/text_hash.h"

#include <string.h>

void dln_text_hash_feed(GChecksum *checksum, const char *text, gsize length)
{
    const char *end = text + length;

    for (const char *p = text; p < end;) {
        const char *cr = memchr(p, '\r', (gsize)(end - p));
        const char *stop = cr != NULL ? cr : end;
        g_checksum_update(checksum, (const guchar *)p, stop - p);
        if (cr == NULL)
            break;
        g_checksum_update(checksum, (const guchar *)"\n", 1);
        p = cr + 1;
        if (p < end && *p == '\n')
            p++;
    }
}
