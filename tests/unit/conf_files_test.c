/* The loader that reads the disk: limits and secrecy. And a configuration in memory that was given. Works in
 * a folder of its own under TMPDIR. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/print.h"
#include "conf/read.h"
#include "tests/unit/check.h"

static void put(const char *name, const char *bytes, size_t size, mode_t mode)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && fchmod(fd, mode) == 0);
    close(fd);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text), 0644);
}

static int read_size(const char *name, bool secret, size_t *size)
{
    struct conf_loader loader = conf_files_loader();
    struct conf_text text;
    int error = loader.read(loader.context, name, secret, &text);

    *size = text.size;
    if (error == 0)
        CHECK(text.bytes[text.size] == '\0');
    else
        CHECK(text.bytes == NULL);
    free(text.bytes);
    return error;
}

static void disk_loader_is_bounded(void)
{
    size_t size, large = CONF_FILE_MAX + 1;
    char *bytes = calloc(1, large);

    put("nul", "a\0b", 3, 0644);
    put("empty", "", 0, 0644);
    put("large", bytes, large, 0644);
    put("largest", bytes, large - 1, 0644);
    free(bytes);
    CHECK(mkfifo("pipe", 0600) == 0);
    CHECK_EQ_INT(read_size("nul", false, &size), 0);
    CHECK_EQ_INT(size, 3);
    CHECK_EQ_INT(read_size("empty", false, &size), 0);
    CHECK_EQ_INT(size, 0);
    CHECK_EQ_INT(read_size("large", false, &size), -EFBIG);
    CHECK_EQ_INT(read_size("largest", false, &size), 0);
    CHECK_EQ_INT(size, CONF_FILE_MAX);
    CHECK_EQ_INT(read_size("missing", false, &size), -ENOENT);
    CHECK_EQ_INT(read_size(".", false, &size), -EISDIR);
    CHECK_EQ_INT(read_size("pipe", false, &size), -EINVAL);
    CHECK_EQ_INT(read_size("/dev/zero", false, &size), -EINVAL);
}

static void secrets_are_closed_to_others(void)
{
    static const struct {
        mode_t mode;
        int error;
    } rows[] = {{0600, 0}, {0400, 0}, {0640, -EPERM}, {0604, -EPERM}, {0610, -EPERM}};
    size_t size;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put("secret", "1111\n", 5, rows[i].mode);
        CHECK_EQ_INT(read_size("secret", true, &size), rows[i].error);
    }
    put("secret", "1111\n", 5, 0600);
    CHECK(symlink("secret", "link") == 0);
    CHECK_EQ_INT(read_size("link", true, &size), -ELOOP);
    CHECK_EQ_INT(read_size("link", false, &size), 0);
    CHECK_EQ_INT(read_size(".", true, &size), -EISDIR);
}

static void glob_is_sorted(void)
{
    struct conf_loader loader = conf_files_loader();
    struct conf_text found;

    put_text("b.part", "");
    put_text("a.part", "");
    CHECK_EQ_INT(loader.glob(NULL, "*.part", &found), 0);
    CHECK_EQ_INT(found.size, 14);
    CHECK(memcmp(found.bytes, "a.part\0b.part", 14) == 0);
    free(found.bytes);
    CHECK_EQ_INT(loader.glob(NULL, "*.nothing", &found), 0);
    CHECK_EQ_INT(found.size, 0);
    free(found.bytes);
}

/* The one finding of a file, or "" for none. */
static void first_finding(const char *path, const struct conf_loader *loader, char *text, size_t size)
{
    struct conf_errors errors;
    conf_errors_init(&errors);
    struct conf *conf = conf_read(path, loader, NULL, &errors);

    text[0] = '\0';
    if (errors.count)
        conf_error_format(&errors.items[0], text, size);
    conf_free(conf);
    conf_errors_free(&errors);
}

static void readers_name_what_they_cannot_read(void)
{
    struct conf_loader loader = conf_files_loader();
    char text[500];

    put("nul.conf", "global_defs {\n\0}\n", 17, 0644);
    put("nul.yaml", "global: {}\n\0\n", 13, 0644);
    put_text("include.conf", "include nul.conf\n");
    first_finding("missing.yaml", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "missing.yaml: error: cannot be read: No such file or directory");
    first_finding("large", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "large: error: cannot be read: larger than 32 MiB");
    first_finding("nul.conf", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "nul.conf:2:1: error: a NUL byte: this is not a text file");
    first_finding("nul.yaml", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "nul.yaml:2:1: error: a NUL byte: this is not a text file");
    first_finding("include.conf", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "include.conf:1:1: error: included file `nul.conf' has a NUL byte");
}

static void many_includes_are_refused(void)
{
    struct conf_loader loader = conf_files_loader();
    char text[500];

    CHECK(mkdir("many", 0700) == 0);
    for (int i = 0; i <= CONF_FILES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "many/%d.part", i);
        put_text(name, "");
    }
    put_text("many.conf", "include many/*.part\n");
    first_finding("many.conf", &loader, text, sizeof text);
    CHECK_EQ_STR(text, "many.conf:1:1: error: more than 256 included files");
}

static const char instance_text[] =
    "vrrp_instance VI_1 {\n    interface eth0\n    virtual_router_id 51\n"
    "    virtual_ipaddress {\n        10.9.0.1\n    }\n    include more/*.part\n}\n";

static char *print(const struct conf_options *options, struct conf **out)
{
    struct conf_loader loader = conf_files_loader();
    struct conf_errors errors;

    conf_errors_init(&errors);
    *out = conf_read("main.conf", &loader, options, &errors);
    conf_errors_free(&errors);
    return *out ? conf_print(*out, NULL) : NULL;
}

/* Nothing of it stands anywhere else: mapped again at its place it says the same. */
static void a_configuration_lives_in_the_memory_it_was_given(void)
{
    enum { SIZE = 1 << 20 };
    int fd = memfd_create("model", MFD_CLOEXEC);
    struct conf_memory memory = {NULL, SIZE};
    struct conf_options options = {.memory = &memory};
    char *heap, *given, *again;
    struct conf *conf;
    size_t used;

    put_text("main.conf", instance_text);
    CHECK(mkdir("more", 0755) == 0);
    put_text("more/a.part", "    priority 77\n    track_interface {\n        eth1 weight -3\n    }\n");
    heap = print(NULL, &conf);
    conf_free(conf);
    CHECK(fd >= 0 && ftruncate(fd, SIZE) == 0);
    memory.place = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(memory.place != MAP_FAILED);
    given = print(&options, &conf);
    CHECK(conf == memory.place && conf && heap && given && strcmp(heap, given) == 0);
    used = conf_memory_used(conf);
    CHECK(used > sizeof *conf && used < SIZE / 2);
    conf_free(conf); /* not its business */
    CHECK(munmap(memory.place, SIZE) == 0 && ftruncate(fd, (off_t)used) == 0);
    CHECK(mmap(memory.place, used, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == memory.place);
    again = conf_print(memory.place, NULL);
    CHECK(again && strcmp(heap, again) == 0 && strstr(again, "priority: 77"));
    CHECK(munmap(memory.place, used) == 0 && close(fd) == 0);
    free(heap);
    free(given);
    free(again);
}

static void remove_folder(const char *top)
{
    char command[200];

    snprintf(command, sizeof command, "rm -rf '%s'", top);
    CHECK(chdir("/") == 0 && system(command) == 0);
}

int main(void)
{
    char top[] = "/tmp/conf_files_test.XXXXXX";

    if (!CHECK(mkdtemp(top) && chdir(top) == 0))
        return check_report("conf_files_test");
    disk_loader_is_bounded();
    secrets_are_closed_to_others();
    glob_is_sorted();
    readers_name_what_they_cannot_read();
    many_includes_are_refused();
    a_configuration_lives_in_the_memory_it_was_given();
    remove_folder(top);
    return check_report("conf_files_test");
}
