/* What every reading function of this room is handed: where to put what it reads, where to complain, and how
 * to get at other files. Plain data. */
#ifndef CONF_READER_H
#define CONF_READER_H

#include "conf/errors.h"
#include "conf/loader.h"
#include "conf/lvs_same.h"
#include "conf/model.h"
#include "conf/read.h"

struct reader {
    struct conf *conf;
    struct conf_errors *errors;
    const struct conf_loader *loader;
    const struct conf_options *options; /* never NULL */
    struct lvs_recent recent;           /* checks of servers read last */
};

#endif
