/* The few small messages between the processes of vrrpd: fixed size, validated, sometimes with a descriptor.
 * Over SOCK_SEQPACKET pairs that the supervisor made. */
#ifndef VRRPD_OS_MESSAGE_H
#define VRRPD_OS_MESSAGE_H

#include <stdint.h>

enum message_kind {
    MESSAGE_NONE,
    /* child to supervisor */
    MESSAGE_READY,         /* configuration parsed, rights given away: can start */
    MESSAGE_RUNNING,       /* does its work; what the predecessor left has been taken over */
    MESSAGE_SOCKET,        /* vrrp: keep this advert socket (attached), named by `value` */
    MESSAGE_SOCKET_CLOSED, /* vrrp: forget the one of that name */
    MESSAGE_RELOAD,        /* services: an operator asks for a reload */
    MESSAGE_UPGRADE, /* services: an operator asks for another program, or `value` 1 only whether it could
                      * take over; its path attached as a memfd, an empty one for the file we run */
    /* supervisor to child */
    MESSAGE_GO,        /* take over from table `value`, -1: there is no predecessor */
    MESSAGE_HAND_OVER, /* end without touching addresses or resigning */
    MESSAGE_STOP,      /* end for good: resign, remove */
    MESSAGE_RELOADED,  /* to services: `value` 0 done or 1 refused, the findings as an attached memfd */
    MESSAGE_UPGRADED,  /* to services: `value` of enum upgrade_result, the words as an attached memfd */
    MESSAGE_DUMP,      /* services: log everything */
    /* services to vrrp */
    MESSAGE_DRAIN,
    MESSAGE_UNDRAIN,
    MESSAGE_FAILOVER,
    MESSAGE_KIND_COUNT
};

/* What came of an upgrade. */
enum upgrade_result {
    UPGRADE_DONE,
    UPGRADE_REFUSED, /* something is wrong; nothing was touched, and a restart would not be better */
    UPGRADE_AGAIN,   /* the services process that was asked ends: ask its successor */
    UPGRADE_RESTART, /* that program cannot inherit, it has to be started anew */
};

struct message {
    uint32_t kind;
    int32_t value;
    char name[64]; /* instance; "" means all */
};

/* Two connected ends, close-on-exec and non-blocking. 0 or negative errno. */
int message_pair(int ends[2]);

/* Sends without waiting; `fd` is attached when >= 0 and stays the caller's. 0 or negative errno (-EAGAIN:
 * full). */
int message_send(int end, enum message_kind kind, int32_t value, int fd);

/* For a sender with time: waits up to a second for room, so that one message for every instance arrives. 0 or
 * negative errno as above. */
int message_send_name(int end, enum message_kind kind, const char *name);

/* Receives one message without waiting; an attached descriptor goes to *fd (the caller's to close), else -1.
 * 1 with a message, 0 with none waiting, negative errno (-EPIPE: the other end is gone, -EBADMSG: malformed).
 */
int message_receive(int end, struct message *out, int *fd);

#endif
