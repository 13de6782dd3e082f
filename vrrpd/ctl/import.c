/* vrrpctl import FILE: a keepalived.conf as canonical YAML. Passwords never reach standard output: with
 * --secrets they go to files of mode 0600 there. */
#include "vrrpd/ctl/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/print.h"
#include "conf/read.h"
#include "vrrpd/script_check.h"

static int write_secret(const char *dir, const struct conf_instance *instance)
{
    char path[512];
    ssize_t size = (ssize_t)strlen(instance->password);
    int fd;
    bool good;

    if (strchr(instance->name, '/') != NULL) {
        fprintf(stderr, "vrrpctl: the name `%s' cannot be part of a file name; rename the instance\n",
                instance->name);
        return CTL_BAD;
    }
    if (snprintf(path, sizeof(path), "%s/%s.secret", dir, instance->name) >= (int)sizeof(path)) {
        fprintf(stderr, "vrrpctl: %s: %s\n", dir, strerror(ENAMETOOLONG));
        return CTL_BAD;
    }
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        fprintf(stderr, "vrrpctl: %s: %s%s\n", path, strerror(errno),
                errno == EEXIST ? "; remove it or choose another directory" : "");
        return CTL_BAD;
    }
    good = write(fd, instance->password, (size_t)size) == size && write(fd, "\n", 1) == 1;
    if (close(fd) < 0 || !good) {
        fprintf(stderr, "vrrpctl: %s: %s\n", path, strerror(errno));
        return CTL_BAD;
    }
    return CTL_GOOD;
}

static int import_secrets(const struct ctl *ctl, const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        if (instance->auth != CONF_AUTH_PASS || instance->password_file != NULL)
            continue;
        if (ctl->secrets == NULL)
            fprintf(stderr,
                    "vrrpctl: put the password of %s into /etc/vrrpd/%s.secret (mode 0600), or import with "
                    "--secrets DIR\n",
                    instance->name, instance->name);
        else if (write_secret(ctl->secrets, instance) != CTL_GOOD)
            return CTL_BAD;
    }
    return CTL_GOOD;
}

int ctl_import(const struct ctl *ctl)
{
    struct conf_loader disk = conf_files_loader();
    struct conf_options options = {.config_id = NULL};
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];
    char *text = NULL;
    int status = CTL_BAD;

    conf_errors_init(&errors);
    conf = conf_read(ctl->argv[0], &disk, &options, &errors);
    if (conf != NULL)
        script_check(conf, &errors);
    for (size_t i = 0; i < errors.count; i++)
        fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    if (conf != NULL && import_secrets(ctl, conf) == CTL_GOOD)
        text = conf_print(conf, ctl->secrets);
    if (text != NULL) {
        fputs(text, stdout);
        status = CTL_GOOD;
    }
    free(text);
    conf_free(conf);
    conf_errors_free(&errors);
    return status;
}
