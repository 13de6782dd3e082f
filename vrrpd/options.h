/* The command line of vrrpd: keepalived's letters and a few of our own. Parses only. */
#ifndef VRRPD_OPTIONS_H
#define VRRPD_OPTIONS_H

#include <stdbool.h>

struct options {
    char *file;         /* -f; NULL: the default files in turn */
    char *run_dir;      /* --run-dir */
    char *pid_file;     /* -p; NULL: RUN_DIR/vrrpd.pid */
    char *config_id;    /* -i */
    int facility;       /* -S, 0..23; 3 is daemon */
    bool foreground;    /* -n */
    bool console;       /* -l */
    bool debug;         /* -D: more in the log; accepted as keepalived's "detailed log messages" */
    bool dump;          /* -d: log the configuration at start */
    bool config_test;   /* -t */
    bool upgrade_check; /* --upgrade-check: as -t, and says what this program can inherit */
    bool vrrp, lvs;     /* -P, -C: only that; both or none: everything */
    bool compat;        /* --compat: what stops keepalived stops us */
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE,  /* --help or --version was printed */
    OPTIONS_WRONG, /* said on standard error */
};

/* Reads argv into *options. The strings are copies that live as long as the program, because process_title()
 * writes over argv. */
enum options_result options_parse(int argc, char **argv, struct options *options);

enum { OPTIONS_WORDS_MAX = 24 };

/* A command line. */
struct options_words {
    char *words[OPTIONS_WORDS_MAX]; /* NULL ends them; they point into the options and this struct */
    char facility[4];
};

/* The command line that says the same to `program`, with one word more at the end unless that is NULL. */
void options_print(const struct options *options, const char *program, const char *more,
                   struct options_words *out);

/* Frees the strings. */
void options_free(struct options *options);

#endif
