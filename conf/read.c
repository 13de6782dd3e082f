/* Decides the format, runs its reader, then the checks that both obey. */
#include "conf/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf/check.h"
#include "conf/keepalived.h"
#include "conf/read_vrrp.h"
#include "conf/reader.h"
#include "conf/yaml.h"

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);

    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

static bool starts_with_word(const char *line, const char *word)
{
    size_t size = strlen(word);

    return strncmp(line, word, size) == 0 && (line[size] == ':' || line[size] == '\0');
}

/* A line that only YAML has at its beginning: `---` or a top-level key of ours with its colon. */
static bool is_yaml_line(const char *line)
{
    static const char *const words[] = {"global",          "instances", "groups", "track",
                                        "virtual_servers", "notify",    "watch"};

    if (strncmp(line, "---", 3) == 0)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_with_word(line, words[i]) && line[strlen(words[i])] == ':')
            return true;
    return false;
}

/* Otherwise the first line that says something decides: the two languages share their comments, not their
 * words. */
static enum conf_format format_of(const char *path, const char *bytes)
{
    if (ends_with(path, ".yaml") || ends_with(path, ".yml"))
        return CONF_FORMAT_YAML;
    for (const char *line = bytes; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (*line == '\n' || *line == '\r' || *line == '#' || *line == '\0')
            continue;
        return is_yaml_line(line) ? CONF_FORMAT_YAML : CONF_FORMAT_KEEPALIVED;
    }
    return CONF_FORMAT_KEEPALIVED;
}

/* The tree lives in memory of its own: it is much larger than the model and of no use afterwards. */
static void read_yaml(struct reader *reader, const struct conf_text *text)
{
    const char *path = reader->conf->path;
    struct conf *scratch = conf_new(CONF_FORMAT_YAML, path);
    const struct yaml_tree *root;

    if (!scratch) {
        conf_errors_add(reader->errors, CONF_ERROR, &(struct conf_place){path, 0, 0}, "out of memory");
        return;
    }
    root = yaml_tree_read(scratch, path, text->bytes, text->size, reader->errors);
    if (root)
        read_vrrp_root(reader, root);
    conf_free(scratch);
}

static bool has_nul(struct conf_errors *errors, const char *path, const struct conf_text *text)
{
    struct conf_place place = {path, 1, 1};
    size_t before = strlen(text->bytes);

    if (before == text->size)
        return false;
    for (size_t i = 0; i < before; i++)
        place.line += text->bytes[i] == '\n';
    conf_errors_add(errors, CONF_ERROR, &place, "a NUL byte: this is not a text file");
    return true;
}

static struct conf *read_text(struct reader *reader, const char *path, const struct conf_text *text)
{
    enum conf_format format = format_of(path, text->bytes);

    if (has_nul(reader->errors, path, text))
        return NULL;
    reader->conf =
        reader->options->memory ? conf_new_in(reader->options->memory, format, path) : conf_new(format, path);
    if (!reader->conf)
        return NULL;
    if (format == CONF_FORMAT_YAML)
        read_yaml(reader, text);
    else
        keepalived_read(reader, text);
    check_conf(reader);
    return reader->conf;
}

struct conf *conf_read(const char *path, const struct conf_loader *loader, const struct conf_options *options,
                       struct conf_errors *errors)
{
    static const struct conf_options no_options = {.config_id = NULL};
    struct reader reader = {.errors = errors, .loader = loader, .options = options ? options : &no_options};
    struct conf_text text = {NULL, 0};
    int error = loader->read(loader->context, path, false, &text);

    if (error) {
        conf_errors_add(errors, CONF_ERROR, &(struct conf_place){path, 0, 0}, "cannot be read: %s",
                        error == -EFBIG ? "larger than 32 MiB" : strerrordesc_np(-error));
        return NULL;
    }
    struct conf *conf = read_text(&reader, path, &text);
    /* keepalived.conf may hold a password. */
    explicit_bzero(text.bytes, text.size);
    free(text.bytes);
    conf_errors_sort(errors);
    if (!conf && errors->errors == 0)
        conf_errors_add(errors, CONF_ERROR, &(struct conf_place){path, 0, 0}, "out of memory");
    if (errors->errors == 0)
        return conf;
    conf_free(conf);
    return NULL;
}
