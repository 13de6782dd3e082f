#include "vrrpwatch/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"

enum {
    /* The largest advert: 255 IPv6 addresses behind Ethernet, a tag, IPv6 and a fragment header. */
    SNAPSHOT_BYTES = 4224,
    BUFFER_BYTES = 16 * 1024 * 1024,
    STREAM_BUFFER_BYTES = 256 * 1024,
    /* How long the kernel may gather frames before it wakes us. Without that every frame has a slot of the
     * largest one's size and a wake-up of its own: at 100,000 a second ten times the work. Half of this
     * would cost twice the CPU on a quiet link. */
    GATHER_MS = 20,
    SETTLED_US = 40000, /* the kernel counts that time in ticks, of up to 10 ms */
    CLOCK_TRIES = 3,
    CLOCK_READING_US = 50,
    CLOCK_STEP_US = 1000, /* below it, two clocks were merely read one after the other */
    KEEP_MODE = 0600,
};

/* Beyond the year 9999 no time can be written down. */
#define SECONDS_MAX INT64_C(253402300799)

/* What frame_decode() understands, as a filter for the kernel. `ip proto` and `ip6 proto` match fragments
 * too. */
#define FILTER_VRRP                                                                                          \
    "ip proto 112 or ip6 proto 112 or (ip proto 51 and ip[(ip[0] & 15) << 2] = 112) "                        \
    "or (ip6 proto 51 and ip6[40] = 112)"
#define FILTER_NEIGHBOURS "arp or (ip6[6] = 58 and (ip6[40] = 135 or ip6[40] = 136))"
/* MLD travels behind a hop-by-hop header of 8 bytes. */
#define FILTER_MEMBERS                                                                                       \
    "ip proto 2 or (ip6[6] = 0 and ip6[40] = 58 and (ip6[48] = 143 or (ip6[48] >= 130 and ip6[48] <= 132)))"
#define FILTER_PLAIN "(" FILTER_VRRP " or " FILTER_NEIGHBOURS " or " FILTER_MEMBERS ")"
/* `vlan` moves every offset that is written after it, so the tagged case stands last. */
#define FILTER_TAGGED FILTER_PLAIN " or (vlan and " FILTER_PLAIN ")"

struct capture {
    pcap_t *pcap;
    FILE *stream; /* of a file; libpcap closes it */
    char *buffer; /* of the stream: its own is of 4 KiB, whatever size it is asked for */
    enum frame_link link;
    bool live;
    char interface[IF_NAMESIZE];
    int64_t last_us;    /* of the last frame */
    int64_t offset_us;  /* live: from the monotonic clock to the times of frames */
    int64_t stepped_us; /* live: how far the system's clock has been set since */
    int64_t read_us;    /* live: when that was looked at, in the time of frames */
    uint64_t frames, backwards;
    char error[CAPTURE_ERROR_MAX];
};

struct capture_keep {
    pcap_dumper_t *dumper;
    int link; /* libpcap's number */
};

static const struct {
    int number;
    enum frame_link link;
} links[] = {
    {DLT_EN10MB, FRAME_LINK_ETHERNET}, {DLT_LINUX_SLL, FRAME_LINK_SLL}, {DLT_LINUX_SLL2, FRAME_LINK_SLL2},
    {DLT_RAW, FRAME_LINK_RAW},         {DLT_IPV4, FRAME_LINK_RAW},      {DLT_IPV6, FRAME_LINK_RAW},
    {DLT_NULL, FRAME_LINK_NULL},       {DLT_LOOP, FRAME_LINK_NULL},
};

static enum frame_link link_of(int number)
{
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
        if (links[i].number == number)
            return links[i].link;
    return FRAME_LINK_UNKNOWN;
}

/* Closes a capture that could not be opened to the end; always NULL. */
static struct capture *give_up(struct capture *capture, int reason)
{
    capture_close(capture);
    errno = reason;
    return NULL;
}

static bool take_link(struct capture *capture, char error[CAPTURE_ERROR_MAX])
{
    int number = pcap_datalink(capture->pcap);
    const char *name = pcap_datalink_val_to_name(number);

    capture->link = link_of(number);
    if (capture->link != FRAME_LINK_UNKNOWN)
        return true;
    snprintf(error, CAPTURE_ERROR_MAX, "link type %s (%d) is not supported", name ? name : "unknown", number);
    return false;
}

struct capture *capture_open_stream(FILE *stream, char error[CAPTURE_ERROR_MAX])
{
    struct capture *capture = calloc(1, sizeof(*capture));
    char text[PCAP_ERRBUF_SIZE] = "";

    error[0] = '\0';
    if (!capture) {
        fclose(stream);
        errno = ENOMEM;
        return NULL;
    }
    capture->pcap = pcap_fopen_offline(stream, text);
    if (!capture->pcap) {
        int reason = ferror(stream) ? errno : EBADMSG;
        snprintf(error, CAPTURE_ERROR_MAX, "%s", text);
        fclose(stream);
        return give_up(capture, reason);
    }
    capture->stream = stream;
    return take_link(capture, error) ? capture : give_up(capture, EPROTONOSUPPORT);
}

/* An open stream for `path`; NULL with errno. */
static FILE *open_stream(const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    FILE *stream = fd >= 0 ? fdopen(fd, "rb") : NULL;

    if (!stream && fd >= 0)
        close(fd);
    return stream;
}

struct capture *capture_open_file(const char *path, char error[CAPTURE_ERROR_MAX])
{
    FILE *stream = open_stream(path);
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    char why[CAPTURE_ERROR_MAX];
    struct capture *capture;
    char *buffer;
    int reason = errno;

    if (!stream) {
        snprintf(error, CAPTURE_ERROR_MAX, "%.255s: %s", name, strerror(reason));
        errno = reason;
        return NULL;
    }
    buffer = malloc(STREAM_BUFFER_BYTES);
    if (buffer)
        setvbuf(stream, buffer, _IOFBF, STREAM_BUFFER_BYTES);
    capture = capture_open_stream(stream, why);
    if (capture) {
        capture->buffer = buffer;
        return capture;
    }
    reason = errno;
    free(buffer);
    snprintf(error, CAPTURE_ERROR_MAX, "%.255s: %.250s", name, why);
    errno = reason;
    return NULL;
}

/* What an activation that failed means to a caller. */
static int activation_errno(int status)
{
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return ENODEV;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return EPERM;
    case PCAP_ERROR_IFACE_NOT_UP:
        return ENETDOWN;
    default:
        return EIO;
    }
}

/* libpcap's own words; for a missing device and a missing permission it has none but the general ones. */
static void tell(const char *interface, pcap_t *pcap, int status, char error[CAPTURE_ERROR_MAX])
{
    const char *more = pcap_geterr(pcap);

    if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
        more = "listening needs CAP_NET_RAW";
    else if (more[0] == '\0' || status == PCAP_ERROR_NO_SUCH_DEVICE)
        more = pcap_statustostr(status);
    snprintf(error, CAPTURE_ERROR_MAX, "%s: %.250s", interface, more);
}

static int activate(pcap_t *pcap, const struct capture_options *options)
{
    size_t buffer = options->buffer_bytes ? options->buffer_bytes : BUFFER_BYTES;

    pcap_set_snaplen(pcap, SNAPSHOT_BYTES);
    pcap_set_promisc(pcap, options->promiscuous);
    pcap_set_timeout(pcap, GATHER_MS);
    pcap_set_buffer_size(pcap, buffer < INT32_MAX ? (int)buffer : INT32_MAX);
    return pcap_activate(pcap);
}

/* On a link that cannot have tags the filter without them. */
static int filter(pcap_t *pcap)
{
    struct bpf_program program;
    int status = pcap_compile(pcap, &program, FILTER_TAGGED, 1, PCAP_NETMASK_UNKNOWN);

    if (status != 0)
        status = pcap_compile(pcap, &program, FILTER_PLAIN, 1, PCAP_NETMASK_UNKNOWN);
    if (status != 0)
        return status;
    status = pcap_setfilter(pcap, &program);
    pcap_freecode(&program);
    return status;
}

/* Everything about a live capture up to its first frame; 0 or the errno to fail with. */
static int prepare(struct capture *capture, const struct capture_options *options,
                   char error[CAPTURE_ERROR_MAX])
{
    char text[PCAP_ERRBUF_SIZE] = "";
    int status = activate(capture->pcap, options);

    if (status < 0) {
        tell(capture->interface, capture->pcap, status, error);
        return activation_errno(status);
    }
    if (!take_link(capture, error))
        return EPROTONOSUPPORT;
    status = filter(capture->pcap);
    if (status == 0)
        status = pcap_setnonblock(capture->pcap, 1, text);
    if (status != 0) {
        snprintf(error, CAPTURE_ERROR_MAX, "%s: %.250s", capture->interface,
                 text[0] ? text : pcap_geterr(capture->pcap));
        return EIO;
    }
    capture->offset_us = clock_wall_us() - clock_now_us();
    return 0;
}

struct capture *capture_open_live(const char *interface, const struct capture_options *options,
                                  char error[CAPTURE_ERROR_MAX])
{
    struct capture *capture;
    char text[PCAP_ERRBUF_SIZE] = "";
    int reason;

    error[0] = '\0';
    if (strlen(interface) >= IF_NAMESIZE) {
        snprintf(error, CAPTURE_ERROR_MAX, "%.60s: no such interface", interface);
        errno = ENODEV;
        return NULL;
    }
    capture = calloc(1, sizeof(*capture));
    if (!capture)
        return NULL;
    capture->live = true;
    memcpy(capture->interface, interface, strlen(interface));
    capture->pcap = pcap_create(interface, text);
    if (!capture->pcap) {
        snprintf(error, CAPTURE_ERROR_MAX, "%s: %.250s", interface, text);
        return give_up(capture, EIO);
    }
    reason = prepare(capture, options, error);
    return reason == 0 ? capture : give_up(capture, reason);
}

void capture_close(struct capture *capture)
{
    if (!capture)
        return;
    if (capture->pcap)
        pcap_close(capture->pcap);
    free(capture->buffer);
    free(capture);
}

/* A stamp in microseconds. libpcap hands through whatever a file says. */
static int64_t stamp_us(const struct pcap_pkthdr *header)
{
    int64_t seconds = header->ts.tv_sec;

    if (seconds < 0)
        seconds = 0;
    if (seconds > SECONDS_MAX)
        seconds = SECONDS_MAX;
    return seconds * 1000000 + header->ts.tv_usec % 1000000;
}

/* Looks how far the system's clock has been set. It is read between two readings of the steady one: when
 * these are far apart we were interrupted, and it says nothing. */
static void read_clocks(struct capture *capture)
{
    for (int i = 0; i < CLOCK_TRIES; i++) {
        int64_t before = clock_now_us(), wall = clock_wall_us(), after = clock_now_us();
        int64_t stepped = wall - before - capture->offset_us;

        capture->read_us = after + capture->offset_us;
        if (after - before > CLOCK_READING_US)
            continue;
        if (llabs(stepped - capture->stepped_us) >= CLOCK_STEP_US)
            capture->stepped_us = stepped;
        return;
    }
}

/* The kernel stamps by the system's clock. When that is set, what is stamped afterwards is moved back by as
 * much, so that neither a silence nor a burst appears that was none. A stamp that fits between the last frame
 * and the last look at the clocks needs no other look. */
static int64_t steady_us(struct capture *capture, int64_t stamp)
{
    int64_t time_us = stamp - capture->stepped_us;

    if (time_us <= capture->read_us && time_us >= capture->last_us)
        return time_us;
    read_clocks(capture);
    time_us = stamp - capture->stepped_us;
    return time_us < capture->read_us ? time_us : capture->read_us;
}

static int64_t frame_time_us(struct capture *capture, const struct pcap_pkthdr *header)
{
    int64_t time_us = stamp_us(header);

    if (capture->live)
        time_us = steady_us(capture, time_us);
    if (time_us < capture->last_us) {
        capture->backwards++;
        return capture->last_us;
    }
    capture->last_us = time_us;
    return time_us;
}

/* Why libpcap could not go on. Its words about a file that ends inside a record are good enough for people.
 */
static int failure(struct capture *capture)
{
    snprintf(capture->error, sizeof(capture->error), "%s%s%.250s", capture->interface,
             capture->live ? ": " : "", pcap_geterr(capture->pcap));
    if (!capture->live)
        return ferror(capture->stream) ? -EIO : -EBADMSG;
    return if_nametoindex(capture->interface) == 0 ? -ENODEV : -ENETDOWN;
}

int capture_next(struct capture *capture, struct capture_frame *out)
{
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int status = pcap_next_ex(capture->pcap, &header, &bytes);

    if (status == 0 || status == PCAP_ERROR_BREAK)
        return 0;
    if (status < 0)
        return failure(capture);
    out->time_us = frame_time_us(capture, header);
    out->bytes = bytes;
    out->size = header->caplen;
    out->length = header->len;
    capture->frames++;
    return 1;
}

const char *capture_error(const struct capture *capture)
{
    return capture->error;
}

int capture_fd(const struct capture *capture)
{
    return capture->live ? pcap_get_selectable_fd(capture->pcap) : -1;
}

enum frame_link capture_link(const struct capture *capture)
{
    return capture->link;
}

int64_t capture_now_us(const struct capture *capture)
{
    int64_t now = capture->live ? clock_now_us() + capture->offset_us - SETTLED_US : 0;

    return now > capture->last_us ? now : capture->last_us;
}

void capture_counters(struct capture *capture, struct capture_counters *out)
{
    struct pcap_stat stat;

    *out = (struct capture_counters){.frames = capture->frames, .backwards = capture->backwards};
    if (!capture->live || pcap_stats(capture->pcap, &stat) != 0)
        return;
    out->kernel_drops = stat.ps_drop;
    out->interface_drops = stat.ps_ifdrop;
}

/* A stream for a new capture file; NULL with errno. */
static FILE *create(const char *path)
{
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, flags, KEEP_MODE);
    FILE *stream = fd >= 0 ? fdopen(fd, "wb") : NULL;

    if (!stream && fd >= 0)
        close(fd);
    return stream;
}

struct capture_keep *capture_keep_open(const struct capture *like, const char *path,
                                       char error[CAPTURE_ERROR_MAX])
{
    FILE *stream = create(path);
    int reason = errno;
    struct capture_keep *keep;

    if (!stream) {
        const char *why = reason == ELOOP ? "a symbolic link: refused" : strerror(reason);
        snprintf(error, CAPTURE_ERROR_MAX, "%.400s: %s", path, why);
        errno = reason;
        return NULL;
    }
    keep = calloc(1, sizeof(*keep));
    if (keep) {
        keep->link = pcap_datalink(like->pcap);
        keep->dumper = pcap_dump_fopen(like->pcap, stream);
    }
    if (keep && keep->dumper)
        return keep;
    snprintf(error, CAPTURE_ERROR_MAX, "%.255s: %.250s", path,
             keep ? pcap_geterr(like->pcap) : strerror(ENOMEM));
    if (!keep) /* libpcap has closed it where the header could not be written */
        fclose(stream);
    free(keep);
    errno = EIO;
    return NULL;
}

int capture_keep(struct capture_keep *keep, const struct capture *from, const struct capture_frame *frame)
{
    struct pcap_pkthdr header = {.caplen = (bpf_u_int32)frame->size, .len = (bpf_u_int32)frame->length};

    if (pcap_datalink(from->pcap) != keep->link)
        return -EPROTONOSUPPORT;
    header.ts.tv_sec = frame->time_us / 1000000;
    header.ts.tv_usec = frame->time_us % 1000000;
    errno = EIO;
    pcap_dump((u_char *)keep->dumper, &header, frame->bytes);
    return ferror(pcap_dump_file(keep->dumper)) ? -errno : 0;
}

int capture_keep_flush(struct capture_keep *keep)
{
    return pcap_dump_flush(keep->dumper) == 0 ? 0 : -errno;
}

int capture_keep_close(struct capture_keep *keep)
{
    int status;

    if (!keep)
        return 0;
    status = capture_keep_flush(keep);
    pcap_dump_close(keep->dumper);
    free(keep);
    return status;
}
