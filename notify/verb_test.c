/* test and doctor; see verb_test.h. */
#include "notify/verb_test.h"

#include <stdio.h>
#include <sysexits.h>

#include "notify/doctor.h"
#include "notify/setup.h"
#include "notify/try.h"

int verb_test(const struct options *options)
{
    struct conf *conf = setup_conf(options);
    char name[STATUS_NAME_MAX];
    int status = EX_CONFIG;

    if (conf != NULL)
        status = try_run(conf, setup_host(conf, name), options->to, stdout);
    conf_free(conf);
    return status;
}

int verb_doctor(const struct options *options)
{
    struct conf *conf = setup_conf(options);
    int status = EX_CONFIG;

    if (conf != NULL)
        status = doctor_run(conf, options->spool, stdout);
    conf_free(conf);
    return status;
}
