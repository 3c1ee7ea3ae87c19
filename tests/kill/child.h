/* SPDX-License-Identifier: Apache-2.0 */
/* child.h: a program under test: started, waited for with a deadline, killed. Knows not what it does. */
#pragma once

#include <glib.h>

typedef struct {
    const char *const *argv;
    const char *const *environ; /* (nullable): "NAME=value" in addition to our own */
    const char *folder;         /* its working folder */
    const char *out;            /* file for its stdout; its stderr goes to errors */
    const char *errors;
} ChildSpec;

typedef struct {
    GPid pid;
    int pidfd; /* readable once it has ended */
} Child;

/* Ends this program when the child cannot be started. */
void child_start(const ChildSpec *spec, Child *out_child);

/* Whether it ends in that time. */
gboolean child_ends_within(const Child *child, gint64 timeout_us);

/* Waits for its end and returns the exit code, or minus the signal's number. A child that is still there after
 * timeout_ms is killed and gives CHILD_HUNG. */
#define CHILD_HUNG (-1000)
int child_wait(Child *child, gint64 timeout_ms);

/* kill -9, and waits until it is gone. */
void child_kill(Child *child);
