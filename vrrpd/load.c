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
#include "lib/process.h"
#include "vrrpd/script_check.h"

enum { PLACE_SIZE = 1 << 30 }; /* of addresses; what is not used costs nothing */

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

/* In the child: where the model is built. NULL with errno. */
static void *map_place(const struct load *load)
{
    void *place;

    if (ftruncate(load->model, PLACE_SIZE) < 0)
        return NULL;
    place = mmap(load->place, PLACE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, load->model, 0);
    return place == MAP_FAILED ? NULL : place;
}

/* Nobody changes it any more. 0 or negative errno. */
static int seal(const struct load *load, size_t used)
{
    if (munmap(load->place, PLACE_SIZE) < 0 || ftruncate(load->model, (off_t)used) < 0 ||
        fcntl(load->model, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
        return -errno;
    return 0;
}

/* In the child: reads the disk, leaves the model and the findings. */
static int read_configuration(const struct load *load, const struct options *options)
{
    const struct conf_memory memory = {.place = map_place(load), .size = PLACE_SIZE};
    const struct conf_options choices = {.config_id = options->config_id, .memory = &memory};
    struct conf_loader disk = conf_files_loader();
    struct conf_errors errors;
    struct conf *conf;
    int error;

    if (memory.place == NULL) {
        dprintf(load->findings, "%s: error: no memory for it: %s\n", options->file, strerror(errno));
        return LOAD_BAD;
    }
    conf_errors_init(&errors);
    conf = conf_read(options->file, &disk, &choices, &errors);
    if (conf != NULL)
        script_check(conf, &errors);
    write_findings(load->findings, &errors);
    if (conf == NULL)
        return LOAD_BAD;
    error = seal(load, conf_memory_used(conf));
    if (error < 0)
        dprintf(load->findings, "%s: error: cannot seal it: %s\n", options->file, strerror(-error));
    return error < 0 ? LOAD_BAD : LOAD_GOOD;
}

int load_start(struct load *load, const struct options *options)
{
    load->model = memfd_create("vrrpd-configuration", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    load->findings = memfd_create("vrrpd-findings", MFD_CLOEXEC);
    load->place = mmap(NULL, PLACE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (load->place == MAP_FAILED)
        load->place = NULL;
    if (load->model < 0 || load->findings < 0 || load->place == NULL)
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
    if (load->model >= 0)
        close(load->model);
    if (load->findings >= 0)
        close(load->findings);
    if (load->place != NULL)
        munmap(load->place, PLACE_SIZE);
    load->model = load->findings = -1;
    load->place = NULL;
}

/* The model begins with this struct; what it points to is not looked at. */
struct conf_crash_loop load_crash_loop(const struct load *load)
{
    struct conf conf;

    if (pread(load->model, &conf, sizeof(conf), 0) != (ssize_t)sizeof(conf))
        return conf_crash_loop_default();
    return conf.global.crash_loop;
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
