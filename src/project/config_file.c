/* SPDX-License-Identifier: Apache-2.0 */
/* config_file.c: with config_node.c the only user of libfyaml. Checks names and shapes against the table of settings; what a value means
 * is not its business, nor are variables in it: a section that is not chosen need not have them set. */
#include "project/config_file.h"

#include <libfyaml.h>
#include <string.h>

#include "project/config_node.h"

/* libfyaml's parser, and what it has to say. */
typedef struct {
    struct fy_diag *diag;
    struct fy_parser *parser;
} Reader;

static void close_reader(Reader *reader)
{
    fy_parser_destroy(reader->parser);
    /* Not fy_diag_unref: that leaves the collected errors behind. */
    fy_diag_destroy(reader->diag);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, close_reader)

/* Which part of the file is being walked. */
typedef struct {
    const DlnConfigFileInput *input;
    DlnLayer *layer;
    const char *environment; /* NULL at the top */
    const char *section;     /* "" or "run" */
} Walk;

/* A mapping's entry with the place of its key. */
typedef struct {
    char *name;
    struct fy_node *value;
    guint line;
    guint column;
} Entry;

static void clear_entry(Entry *entry)
{
    g_free(entry->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, clear_entry)

static gboolean refuse(
    const DlnConfigFileInput *input, guint line, guint column, GError **error, const char *why)
{
    const DunlinErrorFacts facts = {.file = input->display, .line = line, .column = column};

    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s", why);
    return FALSE;
}

static gboolean refuse_entry(const Walk *walk, const Entry *entry, GError **error, const char *why)
{
    g_autofree char *message = g_strdup_printf("\"%s\" %s", entry->name, why);

    return refuse(walk->input, entry->line, entry->column, error, message);
}

static gboolean read_entry(
    const Walk *walk, struct fy_node_pair *pair, Entry *entry, GError **error)
{
    struct fy_node *key = fy_node_pair_key(pair);

    if (key == NULL || !fy_node_is_scalar(key) ||
        !dln_yaml_position(key, &entry->line, &entry->column))
        return refuse(walk->input, 0, 0, error, "a key is no plain word");
    entry->name = dln_yaml_text(key);
    entry->value = fy_node_pair_value(pair);
    return TRUE;
}

static DlnValue *value_at(const Walk *walk, const Entry *entry)
{
    DlnValue *value = g_new0(DlnValue, 1);

    value->file = g_strdup(walk->input->display);
    value->line = entry->line;
    value->column = entry->column;
    return value;
}

static gboolean read_items(const Walk *walk, const Entry *entry, char ***out_items, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    void *iterator = NULL;
    struct fy_node *item;

    while ((item = fy_node_sequence_iterate(entry->value, &iterator)) != NULL) {
        if (!fy_node_is_scalar(item) || fy_node_is_null(item))
            return refuse_entry(walk, entry, error, "must be a list of words");
        g_autofree char *text = dln_yaml_text(item);
        g_strv_builder_add(builder, text);
    }
    *out_items = g_strv_builder_end(builder);
    return TRUE;
}

static gboolean read_value(const Walk *walk, const Entry *entry, guint setting, GError **error)
{
    const gboolean is_list = dln_setting_rule(setting)->type == DLN_SETTING_LIST;
    g_auto(GStrv) items = NULL;

    if (fy_node_is_null(entry->value))
        return refuse_entry(walk, entry, error, "has no value");
    if (fy_node_is_sequence(entry->value) && is_list) {
        if (!read_items(walk, entry, &items, error))
            return FALSE;
    } else if (!fy_node_is_scalar(entry->value)) {
        return refuse_entry(
            walk, entry, error, is_list ? "must be a list" : "must be a single value");
    }
    DlnValue *value = value_at(walk, entry);
    if (items != NULL) {
        value->items = g_steal_pointer(&items);
    } else {
        value->text = dln_yaml_text(entry->value);
        dln_yaml_position(entry->value, &value->line, &value->column);
    }
    dln_layer_set(walk->layer, setting, value);
    return TRUE;
}

static gboolean read_mapping(const Walk *walk, struct fy_node *mapping, GError **error);

/* The keys below a section, or the section's URL where it is written as one word: `system: postgresql://...`. */
static gboolean read_section(const Walk *walk, const Entry *entry, GError **error)
{
    g_autofree char *short_key = g_strconcat(entry->name, ".url", NULL);
    guint setting;

    if (fy_node_is_null(entry->value))
        return TRUE;
    if (fy_node_is_scalar(entry->value) && dln_setting_find(short_key, &setting))
        return read_value(walk, entry, setting, error);
    if (!fy_node_is_mapping(entry->value))
        return refuse_entry(walk, entry, error, "must be a section with keys of its own");
    const Walk below = {walk->input, walk->layer, walk->environment, entry->name};
    return read_mapping(&below, entry->value, error);
}

static gboolean refuse_unknown(const Walk *walk, const Entry *entry, GError **error)
{
    const char *separator = *walk->section == '\0' ? "" : ".";
    g_autofree char *suggestion = dln_setting_suggestion(walk->section, entry->name);
    g_autofree char *message = g_strdup_printf(
        "unknown key \"%s%s%s\"%s", walk->section, separator, entry->name, suggestion);
    g_autofree char *masked = dln_mask_passwords(message);

    return refuse(walk->input, entry->line, entry->column, error, masked);
}

static gboolean read_tree(const Walk *walk, const Entry *entry, DlnTree tree, GError **error)
{
    DlnNode *node =
        dln_yaml_tree(entry->value, walk->input->display, entry->line, entry->column, error);

    if (node != NULL)
        dln_layer_set_tree(walk->layer, tree, node);
    return node != NULL;
}

static gboolean read_pair(const Walk *walk, struct fy_node_pair *pair, GError **error)
{
    g_auto(Entry) entry = {NULL, NULL, 0, 0};
    const gboolean at_top = *walk->section == '\0';
    guint setting;
    DlnTree tree;

    if (!read_entry(walk, pair, &entry, error))
        return FALSE;
    if (at_top && g_str_equal(entry.name, "environments")) {
        if (walk->environment == NULL)
            return TRUE; /* read_environments */
        return refuse_entry(walk, &entry, error, "cannot stand inside an environment");
    }
    if (at_top && dln_tree_find(entry.name, &tree))
        return read_tree(walk, &entry, tree, error);
    /* Dotted keys are for flags and overrides; in the file they would be a second way to write the same. */
    if (strchr(entry.name, '.') != NULL)
        return refuse_unknown(walk, &entry, error);

    g_autofree char *key =
        at_top ? g_strdup(entry.name) : g_strdup_printf("%s.%s", walk->section, entry.name);
    if (dln_setting_find(key, &setting))
        return read_value(walk, &entry, setting, error);
    if (at_top && dln_setting_is_section(key))
        return read_section(walk, &entry, error);
    return refuse_unknown(walk, &entry, error);
}

static gboolean read_mapping(const Walk *walk, struct fy_node *mapping, GError **error)
{
    void *iterator = NULL;
    struct fy_node_pair *pair;

    while ((pair = fy_node_mapping_iterate(mapping, &iterator)) != NULL) {
        if (!read_pair(walk, pair, error))
            return FALSE;
    }
    return TRUE;
}

/* One environment: into chosen when it is the one, else only to check it. */
static gboolean read_environment(const Walk *walk, const Entry *entry, GError **error)
{
    const gboolean is_chosen = g_strcmp0(entry->name, walk->input->environment) == 0;
    g_autoptr(DlnLayer) unused = dln_layer_new();
    const Walk below = {walk->input, is_chosen ? walk->layer : unused, entry->name, ""};

    if (fy_node_is_null(entry->value))
        return TRUE;
    if (!fy_node_is_mapping(entry->value))
        return refuse_entry(walk, entry, error, "must be a section with keys of its own");
    return read_mapping(&below, entry->value, error);
}

static gboolean refuse_missing_environment(
    const DlnConfigFileInput *input, char **names, GError **error)
{
    const DunlinErrorFacts facts = {.file = input->display};
    g_autofree char *list = g_strjoinv(", ", names);

    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "there is no environment \"%s\" (%s%s)",
        input->environment, *list == '\0' ? "there are none" : "there are: ", list);
    return FALSE;
}

/* walk->layer is the chosen environment's. root: NULL for an empty file. */
static gboolean read_environments(const Walk *walk, struct fy_node *root, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    struct fy_node_pair *section =
        root == NULL ? NULL : fy_node_mapping_lookup_pair_by_string(root, "environments", FY_NT);
    struct fy_node *environments = section == NULL ? NULL : fy_node_pair_value(section);
    void *iterator = NULL;
    struct fy_node_pair *pair;

    if (environments != NULL && !fy_node_is_null(environments) &&
        !fy_node_is_mapping(environments)) {
        g_auto(Entry) entry = {NULL, NULL, 0, 0};
        return read_entry(walk, section, &entry, error) &&
               refuse_entry(
                   walk, &entry, error, "must be a section with the names of environments");
    }
    while (environments != NULL && fy_node_is_mapping(environments) &&
           (pair = fy_node_mapping_iterate(environments, &iterator)) != NULL) {
        g_auto(Entry) entry = {NULL, NULL, 0, 0};
        if (!read_entry(walk, pair, &entry, error) || !read_environment(walk, &entry, error))
            return FALSE;
        g_strv_builder_add(builder, entry.name);
    }
    g_auto(GStrv) names = g_strv_builder_end(builder);
    if (walk->input->environment != NULL &&
        !g_strv_contains((const char *const *)names, walk->input->environment))
        return refuse_missing_environment(walk->input, names, error);
    return TRUE;
}

static gboolean read_root(const DlnConfigFileInput *input, struct fy_node *root,
    DlnLayer **out_base, DlnLayer **out_environment, GError **error)
{
    g_autoptr(DlnLayer) base = dln_layer_new();
    g_autoptr(DlnLayer) environment = dln_layer_new();
    const Walk top = {input, base, NULL, ""};
    const Walk environments = {input, environment, NULL, ""};

    if (root != NULL && !fy_node_is_mapping(root) && !fy_node_is_null(root))
        return refuse(input, 1, 0, error, "the file must be a mapping of keys to values");
    if (root != NULL && !fy_node_is_mapping(root))
        root = NULL;
    if (root != NULL && !read_mapping(&top, root, error))
        return FALSE;
    if (!read_environments(&environments, root, error))
        return FALSE;
    *out_base = g_steal_pointer(&base);
    *out_environment = g_steal_pointer(&environment);
    return TRUE;
}

/* The first thing that libfyaml complained about; TRUE when there is none. */
static gboolean check_diagnostics(
    const DlnConfigFileInput *input, struct fy_diag *diag, GError **error)
{
    void *iterator = NULL;
    const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);

    if (first == NULL)
        return TRUE;
    return refuse(
        input, (guint)MAX(first->line, 0), (guint)MAX(first->column, 0), error, first->msg);
}

/* One document, or none at all. */
static gboolean read_documents(const DlnConfigFileInput *input, const Reader *reader,
    DlnLayer **out_base, DlnLayer **out_environment, GError **error)
{
    g_autoptr(DlnLayer) base = NULL;
    g_autoptr(DlnLayer) environment = NULL;
    struct fy_document *document = fy_parse_load_document(reader->parser);
    struct fy_node *root = document == NULL ? NULL : fy_document_root(document);
    const gboolean ok = check_diagnostics(input, reader->diag, error) &&
                        read_root(input, root, &base, &environment, error);

    fy_parse_document_destroy(reader->parser, document);
    if (!ok)
        return FALSE;
    document = fy_parse_load_document(reader->parser);
    const gboolean is_second = document != NULL;
    fy_parse_document_destroy(reader->parser, document);
    if (!check_diagnostics(input, reader->diag, error))
        return FALSE;
    if (is_second)
        return refuse(input, 0, 0, error, "holds more than one YAML document");
    *out_base = g_steal_pointer(&base);
    *out_environment = g_steal_pointer(&environment);
    return TRUE;
}

/* FALSE: the parser cannot be started. */
static gboolean start_reader(const DlnConfigFileInput *input, Reader *reader)
{
    struct fy_diag_cfg diag_config;

    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    reader->diag = fy_diag_create(&diag_config);
    fy_diag_set_collect_errors(reader->diag, true);
    const struct fy_parse_cfg config = {
        .flags =
            FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_RESOLVE_DOCUMENT | FYPCF_DEFAULT_VERSION_1_2,
        .diag = reader->diag,
    };
    reader->parser = fy_parser_create(&config);
    return reader->parser != NULL &&
           fy_parser_set_string(reader->parser, input->text, strlen(input->text)) == 0;
}

gboolean dln_config_file_read(const DlnConfigFileInput *input, DlnLayer **out_base,
    DlnLayer **out_environment, GError **error)
{
    g_auto(Reader) reader = {NULL, NULL};

    if (!start_reader(input, &reader)) {
        dln_error_set(error, DUNLIN_ERROR_INTERNAL, NULL, "the YAML parser cannot be started");
        return FALSE;
    }
    return read_documents(input, &reader, out_base, out_environment, error);
}

char **dln_config_file_environments(const DlnConfigFileInput *input)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_auto(Reader) reader = {NULL, NULL};
    void *iterator = NULL;
    struct fy_node_pair *pair;

    struct fy_document *document =
        start_reader(input, &reader) ? fy_parse_load_document(reader.parser) : NULL;
    struct fy_node *root = document != NULL ? fy_document_root(document) : NULL;
    struct fy_node *section = root != NULL && fy_node_is_mapping(root)
                                  ? fy_node_mapping_lookup_by_string(root, "environments", FY_NT)
                                  : NULL;
    while (section != NULL && fy_node_is_mapping(section) &&
           (pair = fy_node_mapping_iterate(section, &iterator)) != NULL) {
        gsize length = 0;
        const char *name = fy_node_get_scalar(fy_node_pair_key(pair), &length);
        g_autofree char *copy = g_strndup(name != NULL ? name : "", length);
        g_strv_builder_add(names, copy);
    }
    if (document != NULL)
        fy_parse_document_destroy(reader.parser, document);
    return g_strv_builder_end(names);
}
