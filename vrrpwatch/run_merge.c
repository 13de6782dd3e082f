/* See run_merge.h. */
#include "vrrpwatch/run_merge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "vrrpwatch/merge.h"
#include "vrrpwatch/run_output.h"

/* Lines of any length are read piece by piece; merge_line() says which are too long. */
static int read_file(struct merge *merge, size_t vantage, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char *line = malloc(MERGE_LINE_MAX + 2);
    int error = 0;

    if (file == NULL || line == NULL)
        error = errno;
    errno = 0;
    while (error == 0 && fgets(line, MERGE_LINE_MAX + 2, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        merge_line(merge, vantage, line);
    }
    if (error == 0 && ferror(file))
        error = errno != 0 ? errno : EIO;
    if (file != NULL && file != stdin)
        fclose(file);
    free(line);
    if (error != 0)
        fprintf(stderr, "vrrpwatch: %s: %s\n", path, strerror(error));
    return error;
}

static void tell(struct merge *merge, const struct options *options)
{
    struct run_output output;
    const struct merge_counters *counters = merge_counters(merge);

    run_output_init(&output, options);
    snprintf(output.vantage, sizeof(output.vantage), "%zu vantage points", options->merge_count);
    output.text.names = merge_names(merge);
    output.event.names = output.text.names;
    merge_finish(merge, run_output_take, &output);
    if (!options->json)
        printf("%llu lines, %llu say who is master, %llu not understood, %zu partitions\n",
               (unsigned long long)counters->lines, (unsigned long long)counters->used,
               (unsigned long long)(counters->bad + counters->left_out), output.incidents.count);
    run_output_free(&output);
}

int run_merge(const struct options *options)
{
    struct merge *merge;
    int status = EX_OK;

    if (options->merge_count > MERGE_VANTAGES_MAX) {
        fprintf(stderr, "vrrpwatch: merge takes at most %d files\n", MERGE_VANTAGES_MAX);
        return EX_USAGE;
    }
    merge = merge_new();
    if (merge == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < options->merge_count && status == EX_OK; i++)
        if (read_file(merge, i, options->merge[i]) != 0)
            status = EX_NOINPUT;
    if (status == EX_OK)
        tell(merge, options);
    merge_free(merge);
    if (!run_output_failed())
        return status;
    fputs("vrrpwatch: standard output: cannot be written\n", stderr);
    return EX_IOERR;
}
