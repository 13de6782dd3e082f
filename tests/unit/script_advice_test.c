/* script_advice.c: which lines stop keepalived, and which only look so. */
#include "vrrpd/os/script_advice.h"

#include "tests/unit/check.h"

static unsigned found(const char *text)
{
    return script_advice_find(text, strlen(text));
}

int main(void)
{
    static const char *const stops[] = {
        "killall keepalived",
        "  killall -9 keepalived >/dev/null 2>&1",
        "pkill keepalived",
        "systemctl stop keepalived",
        "/usr/bin/systemctl stop keepalived.service;",
        "service keepalived stop",
        "/etc/init.d/keepalived stop",
        "/etc/rc.d/init.d/keepalived stop",
        "kill $(cat /var/run/keepalived.pid)",
        "kill -TERM `pidof keepalived`",
        "[ $n = 0 ] && { sleep 1; killall keepalived; }",
        "ps -C keepalived -o pid= | xargs kill",
    };
    static const char *const harmless[] = {
        "",
        "# killall keepalived",
        "exit 1 # was: systemctl stop keepalived",
        "killall -0 keepalived",
        "kill -0 $(cat /run/keepalived.pid)",
        "systemctl status keepalived",
        "systemctl stop nginx",
        "killall nginx",
        "echo my-keepalived stop killall2",
        "service nginx stop; logger keepalive",
    };

    static const char *const unread[] = {"/nowhere/at/all", "/dev/zero", "/"};
    static const char *const long_sleeps[] = {"sleep 2", " x; sleep 2.5; y", "sleep 1m"};
    static const char *const short_sleeps[] = {"sleep 1",  "# sleep 9", "usleep 9",
                                               "sleep $n", "sleep ",    "sleep 1.9"};

    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
        if (!CHECK_EQ_INT(found(stops[i]), 1))
            fprintf(stderr, "    %s\n", stops[i]);
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
        if (!CHECK_EQ_INT(found(harmless[i]), 0))
            fprintf(stderr, "    %s\n", harmless[i]);
    CHECK_EQ_INT(
        found("#!/bin/sh\nA=$(ps -C nginx | wc -l)\n\nif [ $A -eq 0 ]; then\n  killall keepalived\nfi\n"), 5);
    CHECK_EQ_INT(found("a\nb\npkill keepalived"), 3);
    for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
        struct script_advice advice = script_advice_read(unread[i], 1000000);

        CHECK(advice.stops == 0 && advice.sleeps == 0);
    }
    for (size_t i = 0; i < sizeof(long_sleeps) / sizeof(long_sleeps[0]); i++)
        CHECK_EQ_INT(script_advice_sleeps(long_sleeps[i], strlen(long_sleeps[i]), 2000000), 1);
    for (size_t i = 0; i < sizeof(short_sleeps) / sizeof(short_sleeps[0]); i++)
        CHECK_EQ_INT(script_advice_sleeps(short_sleeps[i], strlen(short_sleeps[i]), 2000000), 0);
    CHECK_EQ_INT(script_advice_sleeps("sleep 9", 7, 0), 0); /* no timeout */
    return check_report("script_advice");
}
