/* SPDX-License-Identifier: Apache-2.0 */
/* score.c: how much two columns or two tables are alike. What they hold counts; what they are called is a weak sign. */
#include <string.h>

#include "diff/rename/set.h"

/* Longer ones are not worth the time. */
#define NAME_BYTES_MAX 63

/* ---- names ---- */

/* The longest text that both hold in this order, maybe with gaps. */
static guint common_length(const char *a, gsize a_length, const char *b, gsize b_length)
{
    guint rows[2][NAME_BYTES_MAX + 1] = {{0}};

    for (gsize i = 1; i <= a_length; i++) {
        guint *row = rows[i & 1];
        const guint *above = rows[(i - 1) & 1];

        for (gsize j = 1; j <= b_length; j++)
            row[j] = g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 1])
                         ? above[j - 1] + 1
                         : MAX(above[j], row[j - 1]);
    }
    return rows[a_length & 1][b_length];
}

double dln_rename_name_likeness(const char *a, const char *b)
{
    const gsize a_length = MIN(strlen(a), NAME_BYTES_MAX);
    const gsize b_length = MIN(strlen(b), NAME_BYTES_MAX);

    if (a_length + b_length == 0)
        return 1;
    return 2.0 * common_length(a, a_length, b, b_length) / (double)(a_length + b_length);
}

/* ---- types ---- */

/* What values can become one another without much being lost; a word of the type's name decides, the first that is in it. */
static const struct {
    const char *word;
    char family;
} families[] = {{"interval", 'v'}, {"json", 'j'}, {"char", 's'}, {"text", 's'}, {"clob", 's'},
    {"int", 'n'}, {"serial", 'n'}, {"numeric", 'n'}, {"decimal", 'n'}, {"real", 'n'},
    {"double", 'n'}, {"float", 'n'}, {"money", 'n'}, {"timestamp", 't'}, {"date", 't'},
    {"bytea", 'b'}, {"blob", 'b'}};

static char family_of(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type, -1);

    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        if (strstr(lower, families[i].word) != NULL)
            return families[i].family;
    }
    return '\0';
}

typedef enum {
    TYPE_OTHER,
    TYPE_FAMILY,
    TYPE_EQUAL,
} TypeLikeness;

static TypeLikeness type_likeness(const DlnObject *from, const DlnObject *to)
{
    const char *a = dln_object_get(from, "type");
    const char *b = dln_object_get(to, "type");
    char family;

    if (g_strcmp0(a, b) == 0)
        return TYPE_EQUAL;
    if (a == NULL || b == NULL)
        return TYPE_OTHER;
    family = family_of(a);
    return family != '\0' && family == family_of(b) ? TYPE_FAMILY : TYPE_OTHER;
}

/* ---- columns ---- */

/* Names that are so much alike that only the type changed with them. */
#define ALIKE 0.75
#define SOMEWHAT_ALIKE 0.5

static gboolean is_same(const DlnObject *from, const DlnObject *to, const char *property)
{
    return g_strcmp0(dln_object_get(from, property), dln_object_get(to, property)) == 0;
}

double dln_rename_column_likeness(const DlnObject *from, const DlnObject *to, DlnRenamePlace place)
{
    const TypeLikeness type = type_likeness(from, to);
    const double name = dln_rename_name_likeness(from->id.name, to->id.name);
    gboolean is_near = place == DLN_RENAME_SAME_PLACE;

    if (type == TYPE_OTHER && name < ALIKE)
        return -1;
    if (type == TYPE_FAMILY && name < SOMEWHAT_ALIKE && !is_near)
        return -1;
    return 0.2 * type + 0.1 * is_same(from, to, "not_null") + 0.05 * is_same(from, to, "default") +
           0.05 * is_same(from, to, "comment") + 0.1 * is_near + 0.3 * name;
}

/* ---- tables ---- */

/* Below this share of columns that are alike they are two tables. */
#define SHARE_MIN 0.6

/* What is left on each side when those of one name are gone: those of one type may be the same under another name. */
static double rest_likeness(const GPtrArray *from, GPtrArray *to)
{
    double likeness = 0;

    for (guint i = 0; i < from->len; i++) {
        for (guint j = 0; j < to->len; j++) {
            if (type_likeness(from->pdata[i], to->pdata[j]) == TYPE_EQUAL) {
                g_ptr_array_remove_index_fast(to, j);
                likeness += 0.4;
                break;
            }
        }
    }
    return likeness;
}

/* How many of their columns are alike; both lists are in the order of their names. */
static double columns_likeness(const GPtrArray *from, const GPtrArray *to)
{
    g_autoptr(GPtrArray) from_rest = g_ptr_array_new();
    g_autoptr(GPtrArray) to_rest = g_ptr_array_new();
    double likeness = 0;
    guint i = 0;
    guint j = 0;

    while (i < from->len || j < to->len) {
        const DlnObject *a = i < from->len ? from->pdata[i] : NULL;
        const DlnObject *b = j < to->len ? to->pdata[j] : NULL;
        int order = a == NULL ? 1 : b == NULL ? -1 : strcmp(a->id.name, b->id.name);

        if (order == 0)
            likeness += type_likeness(a, b) == TYPE_EQUAL ? 1 : 0.6;
        else
            g_ptr_array_add(order < 0 ? from_rest : to_rest, (gpointer)(order < 0 ? a : b));
        i += order <= 0;
        j += order >= 0;
    }
    return likeness + rest_likeness(from_rest, to_rest);
}

double dln_rename_table_likeness(const DlnRenameTable *from, const DlnRenameTable *to)
{
    /* A partition is another one when it holds other keys: last month's goes, this month's comes, and nothing was renamed. */
    static const char *const needed[] = {"partition_of", "bound", "virtual", "server"};
    const guint n = from->columns->len + to->columns->len;
    double share;

    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (!is_same(from->table, to->table, needed[i]))
            return -1;
    }
    if ((dln_object_get(from->table, "partition_by") == NULL) !=
        (dln_object_get(to->table, "partition_by") == NULL))
        return -1;
    share = n > 0 ? 2 * columns_likeness(from->columns, to->columns) / n : 0;
    if (share < SHARE_MIN)
        return -1;
    return 0.8 * share + 0.2 * dln_rename_name_likeness(from->table->id.name, to->table->id.name);
}
