/* Both configuration readers over the files in tests/conf: every finding is compared whole with X.expect, and
 * what was read (good/) with the canonical print in X.print, which must read back to the same model. Runs in
 * the top folder. `conf_read_test --write` writes the expectations instead, to be reviewed as a diff. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/keepalived_refuse.h"
#include "conf/print.h"
#include "conf/read.h"
#include "tests/fuzz/memory_loader.h"
#include "tests/unit/check.h"

/* What the password files of the tests hold; a checkout cannot carry owners and modes. */
static const struct {
    const char *path;
    int error;
    const char *content;
} secrets[] = {
    {"/secret/ok", 0, "1111\n"},        {"/secret/long", 0, "123456789\n"},
    {"/secret/empty", 0, "\n"},         {"/secret/key", 0, "a key that is long enough\r\n"},
    {"/secret/lines", 0, "one\ntwo\n"}, {"/secret/open", -EPERM, NULL},
    {"/secret/none", -ENOENT, NULL},
};

static int test_read(void *context, const char *path, bool secret, struct conf_text *out)
{
    struct conf_loader files = conf_files_loader();

    (void)context;
    if (!secret)
        return files.read(files.context, path, false, out);
    *out = (struct conf_text){NULL, 0};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (strcmp(secrets[i].path, path) == 0)
            return secrets[i].error ? secrets[i].error
                                    : memory_answer(secrets[i].content, strlen(secrets[i].content), out);
    return -ENOENT;
}

static int test_glob(void *context, const char *pattern, struct conf_text *out)
{
    struct conf_loader files = conf_files_loader();

    (void)context;
    return files.glob(files.context, pattern, out);
}

static const struct conf_loader test_loader = {NULL, test_read, test_glob};

static char *findings_text(const struct conf_errors *errors)
{
    char *text = NULL, line[2048];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    for (size_t i = 0; i < errors->count; i++)
        fprintf(out, "%s\n", conf_error_format(&errors->items[i], line, sizeof line));
    fclose(out);
    return text;
}

/* The content of `name`, "" when it does not exist. The caller frees it. */
static char *slurp(const char *name)
{
    struct conf_loader files = conf_files_loader();
    struct conf_text text;

    return files.read(files.context, name, false, &text) == 0 ? text.bytes : strdup("");
}

static void write_file(const char *name, const char *text)
{
    FILE *out = *text ? fopen(name, "w") : NULL;

    if (!*text)
        unlink(name); /* of a run before */
    if (!out)
        return;
    fputs(text, out);
    fclose(out);
}

/* Compares `got` with the file NAME.SUFFIX, or writes it. */
static void compare_file(const char *name, const char *suffix, const char *got, bool write)
{
    char path[300];

    snprintf(path, sizeof path, "%s.%s", name, suffix);
    if (write) {
        write_file(path, got);
        return;
    }
    char *want = slurp(path);
    if (!CHECK_EQ_STR(got, want))
        fprintf(stderr, "    in %s\n", path);
    free(want);
}

static void try_file(const char *name, bool good, bool write)
{
    struct conf_errors errors;
    conf_errors_init(&errors);
    struct conf *conf = conf_read(name, &test_loader, NULL, &errors);
    char *findings = findings_text(&errors);

    if (!CHECK((conf != NULL) == good))
        fprintf(stderr, "    %s\n%s", name, findings);
    CHECK((conf == NULL) == (errors.errors > 0));
    compare_file(name, "expect", findings, write);
    if (conf && good) {
        char *print = conf_print(conf, NULL);
        compare_file(name, "print", print, write);
        if (!CHECK(memory_round_trip(conf)))
            fprintf(stderr, "    %s\n", name);
        free(print);
    }
    free(findings);
    conf_free(conf);
    conf_errors_free(&errors);
}

static int is_input(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".conf") == 0);
}

static void try_folder(const char *folder, bool good, bool write)
{
    struct dirent **entries;
    char *top = getcwd(NULL, 0);
    int count = scandir(folder, &entries, is_input, alphasort);

    if (!CHECK(count > 5) || !CHECK(chdir(folder) == 0)) {
        free(top);
        return;
    }
    for (int i = 0; i < count; i++) {
        try_file(entries[i]->d_name, good, write);
        free(entries[i]);
    }
    free(entries);
    CHECK(chdir(top) == 0);
    free(top);
}

/* Every example that is installed loads without a word. */
static void try_examples(void)
{
    static const char *const names[] = {
        "simple-pair-a.yaml", "simple-pair-b.yaml", "dual-master-a.yaml", "dual-master-b.yaml",
        "reference.yaml",     "keepalived.conf",    "tracking.yaml",      "unicast-three-nodes.yaml",
        "dual-stack.yaml",    "sync-group.yaml",    "lvs.yaml",           "lvs-keepalived.conf",
        "heartbeat.yaml",     "arbiter.yaml"};
    struct conf_options options = {.without_secrets = true};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[100];
        struct conf_errors errors;
        conf_errors_init(&errors);
        snprintf(path, sizeof path, "conf/examples/%s", names[i]);
        struct conf *conf = conf_read(path, &test_loader, &options, &errors);
        CHECK(conf != NULL);
        CHECK_EQ_INT(errors.count, 0);
        if (conf)
            CHECK(memory_round_trip(conf));
        conf_free(conf);
        conf_errors_free(&errors);
    }
}

static struct conf *read_text(const char *path, const char *text, const struct conf_options *options)
{
    struct memory_file file = {path, text, strlen(text)};
    struct conf_loader loader = {.context = &file, .read = memory_read, .glob = memory_glob};
    struct conf_errors errors;
    conf_errors_init(&errors);
    struct conf *conf = conf_read(path, &loader, options, &errors);

    conf_errors_free(&errors);
    return conf;
}

static void config_id_selects_lines(void)
{
    static const char text[] =
        "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n @one priority 10\n"
        " @two priority 20\n @^one priority 30\n virtual_ipaddress {\n 10.9.0.1\n }\n}\n";
    static const struct {
        const char *id;
        int priority;
    } rows[] = {{"one", 10}, {"two", 30}, {NULL, 30}, {"tw", 30}, {"twoo", 30}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct conf *conf = read_text("x.conf", text, &(struct conf_options){.config_id = rows[i].id});
        if (CHECK(conf != NULL))
            CHECK_EQ_INT(conf->instances[0].priority, rows[i].priority);
        conf_free(conf);
    }
}

static void content_decides_the_format(void)
{
    static const struct {
        const char *path;
        const char *text;
        enum conf_format format;
    } rows[] = {
        {"x", "# c\nglobal: {}\n", CONF_FORMAT_YAML},
        {"x", "---\ninstances: {}\n", CONF_FORMAT_YAML},
        {"x", "global_defs {\n}\n", CONF_FORMAT_KEEPALIVED},
        {"x.conf", "global_defs {\n}\n", CONF_FORMAT_KEEPALIVED},
        {"x.yml", "\n", CONF_FORMAT_YAML},
        {"x", "", CONF_FORMAT_KEEPALIVED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct conf *conf = read_text(rows[i].path, rows[i].text, NULL);
        if (CHECK(conf != NULL))
            CHECK_EQ_INT(conf->format, rows[i].format);
        conf_free(conf);
    }
}

/* The password itself is never printed, so the round trips do not see it. */
static void passwords_are_eight_bytes(void)
{
    static const struct {
        const char *line;
        const char *password;
    } rows[] = {{"1111", "1111"}, {"longpassword", "longpass"}, {"ab#cd", "ab"}, {"\"a b!\"", "a b!"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[400];
        snprintf(
            text, sizeof text,
            "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n authentication {\n auth_type PASS\n"
            " auth_pass %s\n }\n virtual_ipaddress {\n 10.9.0.1\n }\n}\n",
            rows[i].line);
        struct conf *conf = read_text("x.conf", text, NULL);
        if (CHECK(conf != NULL)) {
            CHECK_EQ_INT(conf->instances[0].auth, CONF_AUTH_PASS);
            CHECK_EQ_STR(conf->instances[0].password, rows[i].password);
        }
        conf_free(conf);
    }
    struct conf *conf =
        read_text("x.yaml",
                  "instances: {A: {interface: eth0, vrid: 1, version: 2, addresses: [10.9.0.1], "
                  "auth: {type: pass, password_file: /x}}}\n",
                  NULL);
    if (CHECK(conf != NULL))
        CHECK_EQ_STR(conf->instances[0].password, "secret");
    conf_free(conf);
}

/* The list in the manual page and the list in the code are the same list. */
static void manual_lists_every_refusal(void)
{
    char *manual = slurp("man/vrrpd.conf.5");

    for (int i = 0; i < REFUSE_COUNT; i++) {
        char item[100];
        snprintf(item, sizeof item, "\n.It %s\n", keepalived_refuse_what((enum keepalived_refusal)i));
        if (!CHECK(strstr(manual, item) != NULL))
            fprintf(stderr, "    man/vrrpd.conf.5 lacks%s", item);
    }
    free(manual);
}

static void large_counts_are_bounded(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    fputs("vrrp_instance A {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress {\n", out);
    for (int i = 0; i < 300; i++)
        fprintf(out, "10.9.%d.%d\n", i / 200, i % 200 + 1);
    fputs("}\n}\n", out);
    fclose(out);
    struct conf *conf = read_text("x.conf", text, NULL);
    if (CHECK(conf != NULL)) {
        CHECK_EQ_INT(conf->instances[0].address_count, 255);
        CHECK_EQ_INT(conf->instances[0].excluded_count, 45);
        CHECK(memory_round_trip(conf));
    }
    conf_free(conf);
    free(text);

    out = open_memstream(&text, &size);
    fputs("instances:\n", out);
    for (int i = 0; i < CONF_INSTANCES_MAX + 1; i++)
        fprintf(out, "  I%d: {interface: eth%d, vrid: %d, addresses: [10.%d.%d.1]}\n", i, i / 255,
                i % 255 + 1, i / 200, i % 200);
    fclose(out);
    CHECK(read_text("x.yaml", text, NULL) == NULL);
    free(text);
}

int main(int argc, char **argv)
{
    bool write = argc > 1 && strcmp(argv[1], "--write") == 0;

    try_folder("tests/conf/good", true, write);
    try_folder("tests/conf/bad", false, write);
    try_examples();
    config_id_selects_lines();
    content_decides_the_format();
    passwords_are_eight_bytes();
    manual_lists_every_refusal();
    large_counts_are_bounded();
    return check_report("conf_read_test");
}
