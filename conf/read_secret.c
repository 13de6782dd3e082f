/* Passwords. */
#include "conf/read_secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool read_secret_take(struct conf_instance *instance, const char *text)
{
    size_t size = strlen(text);
    bool cut = size > CONF_PASSWORD_MAX;

    memset(instance->password, 0, sizeof instance->password);
    memcpy(instance->password, text, cut ? CONF_PASSWORD_MAX : size);
    return cut;
}

static void complain(struct reader *reader, const struct conf_place *place, const char *path, int error)
{
    if (error == -EPERM)
        conf_errors_add(reader->errors, CONF_ERROR, place,
                        "password file `%s' must be a regular file of root or of the reading user, mode 0600",
                        path);
    else
        conf_errors_add(reader->errors, CONF_ERROR, place, "password file `%s': %s", path,
                        strerrordesc_np(-error));
}

static void trim_newline(struct conf_text *text)
{
    if (text->size && text->bytes[text->size - 1] == '\n')
        text->bytes[--text->size] = '\0';
    if (text->size && text->bytes[text->size - 1] == '\r')
        text->bytes[--text->size] = '\0';
}

void read_secret_file(struct reader *reader, const struct conf_place *place, const char *path,
                      struct conf_instance *instance)
{
    struct conf_text text = {NULL, 0};
    int error;

    if (path[0] != '/') {
        conf_errors_add(reader->errors, CONF_ERROR, place, "password file `%s' must be an absolute path",
                        path);
        return;
    }
    instance->password_file = conf_strdup(reader->conf, path);
    if (reader->options->without_secrets)
        return;
    error = reader->loader->read(reader->loader->context, path, true, &text);
    if (error) {
        complain(reader, place, path, error);
        return;
    }
    trim_newline(&text);
    if (text.size == 0 || strlen(text.bytes) != text.size || strchr(text.bytes, '\n'))
        conf_errors_add(reader->errors, CONF_ERROR, place, "password file `%s' must hold one line of text",
                        path);
    else if (read_secret_take(instance, text.bytes))
        conf_errors_add(reader->errors, CONF_WARNING, place,
                        "the password in `%s' is cut to %d bytes, VRRP sends no more", path,
                        CONF_PASSWORD_MAX);
    explicit_bzero(text.bytes, text.size);
    free(text.bytes);
}
