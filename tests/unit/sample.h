/* Configurations for unit tests, written as an operator writes them. */
#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include "tests/fuzz/memory_loader.h"
#include "tests/unit/check.h"

/* Reads YAML that has to be good; the caller frees. */
static inline struct conf *sample_conf(const char *yaml)
{
    struct conf_errors errors;
    struct conf *conf = memory_conf("sample.yaml", yaml, strlen(yaml), &errors);

    if (!CHECK(conf != NULL))
        for (size_t i = 0; i < errors.count; i++)
            fprintf(stderr, "    %u: %s\n", errors.items[i].place.line, errors.items[i].message);
    conf_errors_free(&errors);
    return conf;
}

static inline struct addr sample_addr(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

#endif
