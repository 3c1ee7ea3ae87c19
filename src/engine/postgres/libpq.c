/* SPDX-License-Identifier: Apache-2.0 */
/* libpq.c: finds libpq's functions. */
#include "engine/postgres/libpq.h"

#include <dlfcn.h>

/* The name that its binary interface has had since 2006. */
#define LIBRARY "libpq.so.5"

typedef struct {
    DlnLibpq functions;
    char *problem; /* NULL: they are all there */
} Loaded;

#define ROW(name) {"PQ" #name, G_STRUCT_OFFSET(DlnLibpq, name)},

static const struct {
    const char *name;
    gsize offset;
} rows[] = {DLN_LIBPQ_FUNCTIONS(ROW)};

static Loaded *load(void)
{
    Loaded *loaded = g_new0(Loaded, 1);
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);

    if (library == NULL) {
        loaded->problem = g_strdup_printf("PostgreSQL's client library is not installed: %s", dlerror());
        return loaded;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *function = dlsym(library, rows[i].name);
        if (function == NULL) {
            loaded->problem = g_strdup_printf("%s is too old: it has no %s", LIBRARY, rows[i].name);
            return loaded;
        }
        G_STRUCT_MEMBER(void *, &loaded->functions, rows[i].offset) = function;
    }
    return loaded;
}

/* Stays for the life of the process, as a library that is linked does. */
static const Loaded *get(void)
{
    static gsize loaded;

    if (g_once_init_enter(&loaded))
        g_once_init_leave(&loaded, (gsize)load());
    return (const Loaded *)loaded;
}

gboolean dln_libpq_load(GError **error)
{
    const char *problem = get()->problem;

    if (problem != NULL)
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL, "%s", problem);
    return problem == NULL;
}

const DlnLibpq *dln_libpq(void)
{
    return &get()->functions;
}
