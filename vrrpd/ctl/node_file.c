/* A node's configuration; see node_file.h. */
#include "vrrpd/ctl/node_file.h"

#include <stdio.h>

#include "conf/files.h"
#include "conf/read.h"

struct conf *node_file_read(const char *path)
{
    struct conf_loader disk = conf_files_loader();
    struct conf_options options = {.config_id = NULL};
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];

    conf_errors_init(&errors);
    conf = conf_read(path, &disk, &options, &errors);
    for (size_t i = 0; i < errors.count && conf == NULL; i++)
        fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    conf_errors_free(&errors);
    return conf;
}
