/* SPDX-License-Identifier: Apache-2.0 */
/* precompiled.h: what nearly every file includes, read once, which saves the tests' builds a quarter of their time. Only with
 * -Dprecompiled_headers=true: else each file has to include what it needs. To the compiler it
 * is a main file, in which it warns of a guard. */
#include <string.h>
#include <glib.h>
#include <gio/gio.h>
