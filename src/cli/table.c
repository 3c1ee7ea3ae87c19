/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: tables by libsmartcols. It cuts what is too wide without saying so: cells are fitted before they reach it. */
#include "table.h"

#include <libsmartcols.h>
#include <string.h>

#include "text.h"

#define INDENT 2
#define GAP 2
#define MIN_FLEX 8

typedef struct {
    char *text;
    DlnStyle style;
} Cell;

struct DlnTable {
    const DlnScreen *screen;
    const DlnColumn *columns;
    guint n_columns;
    GArray *cells; /* row after row */
};

static void clear_cell(gpointer data)
{
    g_free(((Cell *)data)->text);
}

DlnTable *dln_cli_table_new(const DlnScreen *screen, const DlnColumn *columns)
{
    DlnTable *table = g_new0(DlnTable, 1);

    table->screen = screen;
    table->columns = columns;
    while (columns[table->n_columns].title)
        table->n_columns++;
    table->cells = g_array_new(FALSE, TRUE, sizeof(Cell));
    g_array_set_clear_func(table->cells, clear_cell);
    return table;
}

void dln_cli_table_free(DlnTable *table)
{
    if (!table)
        return;
    g_array_unref(table->cells);
    g_free(table);
}

void dln_cli_table_add_row(DlnTable *table)
{
    g_array_set_size(table->cells, table->cells->len + table->n_columns);
}

void dln_cli_table_set(DlnTable *table, guint column, const char *text, DlnStyle style)
{
    Cell *cell = &g_array_index(table->cells, Cell, table->cells->len - table->n_columns + column);

    g_free(cell->text);
    cell->text = g_strdup(text);
    cell->style = style;
}

static gboolean is_flexible(const DlnColumn *column)
{
    return column->kind == DLN_COLUMN_FLEX || column->kind == DLN_COLUMN_SPARE;
}

/* Columns of the terminal that each table column needs. */
static void natural_widths(const DlnTable *table, guint *widths)
{

    for (guint i = 0; i < table->n_columns; i++)
        widths[i] = dln_cli_text_columns(table->columns[i].title);
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);

        if (cell->text)
            widths[i % table->n_columns] =
                MAX(widths[i % table->n_columns], dln_cli_text_columns(cell->text));
    }
}

/* The widest flexible column that can still give way; n_columns when there is none. */
static guint widest_flex(const DlnTable *table, const guint *widths)
{
    guint widest = table->n_columns;

    for (guint i = 0; i < table->n_columns; i++)
        if (is_flexible(&table->columns[i]) && widths[i] > MIN_FLEX &&
            (widest == table->n_columns || widths[i] > widths[widest]))
            widest = i;
    return widest;
}

/* Narrows columns until the table fits; FALSE when they cannot give way that far. */
static gboolean fit(const DlnTable *table, guint *widths)
{
    guint total = INDENT - GAP;
    guint room = table->screen->is_terminal ? dln_cli_screen_width(table->screen) : G_MAXUINT;

    for (guint i = 0; i < table->n_columns; i++)
        total += widths[i] > 0 ? GAP + widths[i] : 0;
    while (total > room) {
        guint column = widest_flex(table, widths);

        if (column == table->n_columns)
            return FALSE;
        widths[column]--;
        total--;
    }
    return TRUE;
}

/* (transfer full): 0 is a column that is left out */
static guint *fitted_widths(const DlnTable *table)
{
    guint *widths = g_new0(guint, table->n_columns);

    natural_widths(table, widths);
    if (fit(table, widths))
        return widths;
    natural_widths(table, widths);
    for (guint i = 0; i < table->n_columns; i++)
        if (table->columns[i].kind == DLN_COLUMN_SPARE)
            widths[i] = 0;
    fit(table, widths);
    return widths;
}

static struct libscols_table *make_scols(const DlnTable *table, const guint *widths)
{
    struct libscols_table *scols = scols_new_table();

    if (!scols)
        g_error("out of memory");
    scols_table_enable_colors(scols, table->screen->has_colors);
    scols_table_set_column_separator(scols, "  ");
    scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER);
    for (guint i = 0; i < table->n_columns; i++) {
        int flags = table->columns[i].kind == DLN_COLUMN_NUMBER ? SCOLS_FL_RIGHT : 0;

        if (widths[i] == 0)
            flags |= SCOLS_FL_HIDDEN;
        if (!scols_table_new_column(scols, table->columns[i].title, 0, flags))
            g_error("out of memory");
    }
    return scols;
}

static void fill_scols(struct libscols_table *scols, const DlnTable *table, const guint *widths)
{
    struct libscols_line *line = NULL;

    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        guint column = i % table->n_columns;
        g_autofree char *text = NULL;

        if (column == 0)
            line = scols_table_new_line(scols, NULL);
        if (!line)
            g_error("out of memory");
        if (!cell->text)
            continue;
        text = dln_cli_text_fit(cell->text, widths[column], table->screen->signs->ellipsis);
        scols_line_set_data(line, column, text);
        if (cell->style != DLN_STYLE_PLAIN)
            scols_cell_set_color(
                scols_line_get_cell(line, column), dln_cli_style_sequence(cell->style));
    }
}

void dln_cli_table_print(DlnTable *table)
{
    g_autofree guint *widths = fitted_widths(table);
    struct libscols_table *scols = make_scols(table, widths);
    char *text = NULL;
    g_auto(GStrv) lines = NULL;

    fill_scols(scols, table, widths);
    if (table->cells->len > 0 && scols_print_table_to_string(scols, &text) == 0 && text)
        lines = g_strsplit(g_strchomp(text), "\n", -1);
    for (guint i = 0; lines && lines[i]; i++)
        dln_cli_screen_print(table->screen, "%*s%s\n", INDENT, "", g_strchomp(lines[i]));
    free(text);
    scols_unref_table(scols);
}
