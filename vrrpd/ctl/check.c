/* vrrpctl check FILE...: what is wrong with a configuration, without a daemon. */
#include "vrrpd/ctl/check.h"

#include <stdio.h>

#include "conf/files.h"
#include "conf/read.h"
#include "vrrpd/script_check.h"

static int check_one(const struct ctl *ctl, const char *path)
{
    struct conf_loader disk = conf_files_loader();
    struct conf_options options = {.config_id = NULL};
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];
    int status;

    conf_errors_init(&errors);
    conf = conf_read(path, &disk, &options, &errors);
    if (conf != NULL)
        script_check(conf, &errors);
    for (size_t i = 0; i < errors.count; i++)
        fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    status = conf == NULL || (ctl->strict && errors.warnings > 0) ? CTL_BAD : CTL_GOOD;
    if (conf != NULL && status != CTL_GOOD)
        fprintf(stderr, "%s: %zu warning(s), which --strict does not accept\n", path, errors.warnings);
    if (status == CTL_GOOD && conf->virtual_server_count > 0)
        printf("%s: good, %zu instance(s), %zu virtual server(s), %zu warning(s)\n", path,
               conf->instance_count, conf->virtual_server_count, errors.warnings);
    else if (status == CTL_GOOD)
        printf("%s: good, %zu instance(s), %zu warning(s)\n", path, conf->instance_count, errors.warnings);
    conf_free(conf);
    conf_errors_free(&errors);
    return status;
}

int ctl_check(const struct ctl *ctl)
{
    int status = CTL_GOOD;

    for (int i = 0; i < ctl->argc; i++)
        if (check_one(ctl, ctl->argv[i]) != CTL_GOOD)
            status = CTL_BAD;
    return status;
}
