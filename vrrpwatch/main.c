/* vrrpwatch: the command line becomes a run. Decides nothing else. */
#include "lib/process.h"
#include "vrrpwatch/options.h"
#include "vrrpwatch/run_file.h"
#include "vrrpwatch/run_live.h"

int main(int argc, char **argv)
{
    struct options options;
    int status;

    process_init(argc, argv);
    status = options_parse(argc, argv, &options);
    if (status != 0)
        return status - 1;
    return options.read_path != NULL ? run_file(&options) : run_live(&options);
}
