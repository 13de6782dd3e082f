/* vrrpwatch: the command line becomes a run. Decides nothing else. */
#include "lib/process.h"
#include "vrrpwatch/options.h"
#include "vrrpwatch/run_config.h"
#include "vrrpwatch/run_file.h"
#include "vrrpwatch/run_live.h"
#include "vrrpwatch/run_merge.h"

static int run(const struct options *options)
{
    if (options->merge != NULL)
        return run_merge(options);
    return options->read_path != NULL ? run_file(options) : run_live(options);
}

int main(int argc, char **argv)
{
    struct watch_config *config = NULL;
    struct options options;
    int status;

    process_init(argc, argv);
    status = options_parse(argc, argv, &options);
    if (status != 0)
        return status - 1;
    status = run_config_interfaces(&options, &config);
    if (status == 0)
        status = run(&options);
    watch_config_free(config);
    return status;
}
