/* Reading and validating in a process of its own; see load.h. */
#include "vrrpd/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/read.h"
#include "conf/snapshot.h"
#include "lib/process.h"
#include "vrrpd/script_check.h"

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);

        if (written <= 0)
            return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

static void write_those(int fd, const struct conf_errors *errors, enum conf_severity severity)
{
    char line[1024];

    for (size_t i = 0; i < errors->count; i++)
        if (errors->items[i].severity == severity)
            dprintf(fd, "%s\n", conf_error_format(&errors->items[i], line, sizeof(line)));
}

/* Errors first: an answer on the control socket has an end, and what refuses the file has to stand before it.
 */
static void write_findings(int fd, const struct conf_errors *errors)
{
    write_those(fd, errors, CONF_ERROR);
    write_those(fd, errors, CONF_WARNING);
}

/* In the child: reads the disk, leaves the recording and the findings. */
static int read_configuration(const struct load *load, const struct options *options)
{
    struct conf_options choices = {.config_id = options->config_id};
    struct conf_loader disk = conf_files_loader(), recorder;
    struct conf_snapshot *snapshot = conf_snapshot_new(&disk);
    struct conf_errors errors;
    struct conf *conf;
    const uint8_t *bytes;
    size_t size;

    if (snapshot == NULL)
        return LOAD_BAD;
    recorder = conf_snapshot_recorder(snapshot);
    conf_errors_init(&errors);
    conf = conf_read(options->file, &recorder, &choices, &errors);
    if (conf != NULL)
        script_check(conf, &errors);
    write_findings(load->findings, &errors);
    if (conf == NULL)
        return LOAD_BAD;
    bytes = conf_snapshot_bytes(snapshot, &size);
    if (write_all(load->snapshot, bytes, size) < 0) {
        dprintf(load->findings, "%s: error: no memory for the snapshot\n", options->file);
        return LOAD_BAD;
    }
    fcntl(load->snapshot, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return LOAD_GOOD;
}

int load_start(struct load *load, const struct options *options)
{
    load->snapshot = memfd_create("vrrpd-configuration", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    load->findings = memfd_create("vrrpd-findings", MFD_CLOEXEC);
    if (load->snapshot < 0 || load->findings < 0)
        return -errno;
    load->pid = process_fork();
    if (load->pid == 0) {
        process_title("vrrpd", "loader");
        _exit(read_configuration(load, options));
    }
    return load->pid < 0 ? -errno : 0;
}

void load_close(struct load *load)
{
    if (load->snapshot >= 0)
        close(load->snapshot);
    if (load->findings >= 0)
        close(load->findings);
    load->snapshot = load->findings = -1;
}

unsigned load_print(const struct load *load, int out)
{
    unsigned lines = 0;
    char bytes[4096];
    off_t offset = 0;
    ssize_t size;

    while ((size = pread(load->findings, bytes, sizeof(bytes), offset)) > 0) {
        for (ssize_t i = 0; i < size; i++)
            lines += bytes[i] == '\n';
        if (out >= 0 && write_all(out, (const uint8_t *)bytes, (size_t)size) < 0)
            break;
        offset += size;
    }
    return lines;
}
