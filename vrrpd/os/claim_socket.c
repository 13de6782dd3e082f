/* Packet sockets for claims; see claim_socket.h. */
#include "vrrpd/os/claim_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    FILTER_MAX = BPF_MAXINSNS,
    HEAD_MAX = 16,
    WORDS_MAX = 3072,
    LEAF = 8,             /* addresses compared one after the other; above that the search halves */
    BUFFER_BYTES = 65536, /* what a storm may pile up: some hundred frames */
    ARP_SENDER = 14,      /* from the ARP header on */
    IPV6_NEXT = 6,
    IPV6_SOURCE = 8,
    ICMP = 40,
    ICMP_TARGET = ICMP + 8,
    LAST_WORD = 12, /* of an IPv6 address */
    PROTOCOL_ICMPV6 = 58,
    SOLICITATION = 135,
    ADVERTISEMENT = 136,
};

struct claim_socket_batch {
    struct mmsghdr headers[CLAIM_SOCKET_BATCH];
    struct iovec parts[CLAIM_SOCKET_BATCH];
    struct sockaddr_ll names[CLAIM_SOCKET_BATCH];
    uint8_t bytes[CLAIM_SOCKET_BATCH][CLAIM_SOCKET_BYTES];
};

/* A filter being written. */
struct program {
    struct sock_filter *code;
    unsigned count;
};

static void put(struct program *program, struct sock_filter instruction)
{
    program->code[program->count++] = instruction;
}

int claim_socket_open(int *out)
{
    int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int bytes = BUFFER_BYTES;

    if (fd < 0)
        return -errno;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    *out = fd;
    return 0;
}

/* ---- the filter ---- */

/* Loads the word that tells the address in whose name the frame was sent. What goes to other hosts is also of
 * other VLANs: not heard. */
static void put_head(struct program *program, enum addr_family family)
{
    put(program,
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)SKF_AD_OFF + SKF_AD_PKTTYPE));
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, PACKET_OTHERHOST, 0, 1));
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
    if (family == ADDR_IPV4) {
        put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARP_SENDER));
        return;
    }
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, IPV6_NEXT));
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROTOCOL_ICMPV6, 1, 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ICMP));
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ADVERTISEMENT, 0, 2));
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ICMP_TARGET + LAST_WORD));
    put(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 3));
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOLICITATION, 1, 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, IPV6_SOURCE + LAST_WORD));
}

static void put_leaf(struct program *program, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put(program,
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, words[i], (uint8_t)(count - i), 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0));
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, CLAIM_SOCKET_BYTES));
}

/* A binary search over sorted words, so that many addresses cost a storm's frame little. Goes as deep as the
 * logarithm of what fits a filter. */
static void put_search(struct program *program, const uint32_t *words, size_t count)
{
    size_t half = count / 2;
    unsigned jump;

    if (count <= LEAF) {
        put_leaf(program, words, count);
        return;
    }
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, words[half], 0, 1));
    jump = program->count;
    put(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    put_search(program, words, half);
    program->code[jump].k = program->count - jump - 1;
    put_search(program, words + half, count - half);
}

static int compare_words(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

/* The words that the filter compares, sorted, each once; returns their number. More than WORDS_MAX: there are
 * more, and they do not fit. */
static size_t collect(enum addr_family family, const struct addr *addresses, size_t count, uint32_t *words)
{
    size_t found = 0, kept = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t word;

        if (addresses[i].family != family)
            continue;
        if (found == WORDS_MAX)
            return WORDS_MAX + 1;
        memcpy(&word, addresses[i].bytes + (family == ADDR_IPV6 ? LAST_WORD : 0), sizeof(word));
        words[found++] = ntohl(word);
    }
    qsort(words, found, sizeof(*words), compare_words);
    for (size_t i = 0; i < found; i++)
        if (i == 0 || words[i] != words[i - 1])
            words[kept++] = words[i];
    return kept;
}

static int attach(int fd, enum addr_family family, const uint32_t *words, size_t count)
{
    struct sock_filter code[FILTER_MAX];
    struct program program = {.code = code};
    struct sock_fprog whole = {.filter = code};
    /* A leaf holds more than LEAF / 2 words and has two instructions of its own, a branch above it two more.
     */
    bool fits = count <= WORDS_MAX && HEAD_MAX + count + (count / (LEAF / 2) + 1) * 4 <= FILTER_MAX;

    if (count > 0)
        put_head(&program, family);
    if (count > 0 && fits)
        put_search(&program, words, count);
    else
        put(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, count > 0 ? CLAIM_SOCKET_BYTES : 0));
    whole.len = (unsigned short)program.count;
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &whole, sizeof(whole)) < 0 ? -errno : 0;
}

int claim_socket_listen(int fd, enum addr_family family, const struct addr *addresses, size_t count)
{
    struct sockaddr_ll name = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(family == ADDR_IPV6 ? ETH_P_IPV6 : ETH_P_ARP)};
    uint32_t words[WORDS_MAX];
    size_t found = collect(family, addresses, count, words);
    int error = attach(fd, family, words, found);

    /* Whoever never had anything to hear stays unbound. To bind again to the same protocol changes nothing.
     */
    if (error == 0 && found > 0 && bind(fd, (struct sockaddr *)&name, sizeof(name)) < 0)
        error = -errno;
    return error;
}

/* ---- frames ---- */

struct claim_socket_batch *claim_socket_batch_new(void)
{
    struct claim_socket_batch *batch = calloc(1, sizeof(*batch));

    for (int i = 0; batch != NULL && i < CLAIM_SOCKET_BATCH; i++) {
        batch->parts[i] = (struct iovec){.iov_base = batch->bytes[i], .iov_len = CLAIM_SOCKET_BYTES};
        batch->headers[i].msg_hdr =
            (struct msghdr){.msg_name = &batch->names[i], .msg_iov = &batch->parts[i], .msg_iovlen = 1};
    }
    return batch;
}

int claim_socket_receive(int fd, struct claim_socket_batch *batch)
{
    int count;

    for (int i = 0; i < CLAIM_SOCKET_BATCH; i++)
        batch->headers[i].msg_hdr.msg_namelen = sizeof(batch->names[i]);
    count = recvmmsg(fd, batch->headers, CLAIM_SOCKET_BATCH, MSG_DONTWAIT, NULL);
    if (count >= 0)
        return count;
    /* An interface that goes down says so to every packet socket; that is the links' business. */
    return errno == EAGAIN || errno == EINTR || errno == ENETDOWN ? 0 : -errno;
}

bool claim_socket_frame(const struct claim_socket_batch *batch, int i, struct claim_socket_in *out)
{
    const struct sockaddr_ll *name = &batch->names[i];

    *out = (struct claim_socket_in){.interface_index = name->sll_ifindex,
                                    .bytes = batch->bytes[i],
                                    .size = batch->headers[i].msg_len,
                                    .mac = name->sll_addr,
                                    .broadcast = name->sll_pkttype == PACKET_BROADCAST};
    return name->sll_halen == ETH_ALEN && batch->headers[i].msg_hdr.msg_namelen >= sizeof(*name) - 2;
}

uint32_t claim_socket_dropped(int fd)
{
    struct tpacket_stats stats = {0};
    socklen_t size = sizeof(stats);

    return getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) < 0 ? 0 : stats.tp_drops;
}
