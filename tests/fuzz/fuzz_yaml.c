/* Fuzz target for the yaml reader. Oracle: a file is either refused with an error that says why, or prints
 * as YAML that reads back to the same model. */
#include "tests/fuzz/memory_loader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct conf_errors errors;
    struct conf *conf = memory_conf("input.yaml", (const char *)data, size, &errors);

    if ((conf == NULL) != (errors.errors > 0) || (conf && !memory_round_trip(conf)))
        abort();
    conf_free(conf);
    conf_errors_free(&errors);
    return 0;
}
