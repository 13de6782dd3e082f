/* A storm of gratuitous ARP: storm INTERFACE MAC ADDRESS RATE SECONDS. ADDRESS "any": of another host each
 * time. Prints how many frames went out. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { ARP_SIZE = 42, FRAMES = 256, TICK_NS = 1000000, SECOND_NS = 1000000000 };

static long long clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * (long long)SECOND_NS + now.tv_nsec;
}

static void sleep_until(long long at_ns)
{
    struct timespec at = {.tv_sec = at_ns / SECOND_NS, .tv_nsec = at_ns % SECOND_NS};

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

/* To everybody, a request from and for the address. */
static void prepare(const char *mac_text, const char *address_text, uint8_t frames[][ARP_SIZE])
{
    static const uint8_t types[] = {0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1};
    uint8_t mac[6] = {0};
    struct in_addr address;

    sscanf(mac_text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]);
    for (uint32_t i = 0; i < FRAMES; i++) {
        if (inet_pton(AF_INET, address_text, &address) != 1)
            address.s_addr = htonl(0x0A090200 + i);
        memset(frames[i], 0xFF, 6);
        memcpy(frames[i] + 6, mac, 6);
        memcpy(frames[i] + 12, types, sizeof(types));
        memcpy(frames[i] + 22, mac, 6);
        memcpy(frames[i] + 28, &address, 4);
        memcpy(frames[i] + 38, &address, 4);
    }
}

int main(int argc, char **argv)
{
    static uint8_t frames[FRAMES][ARP_SIZE];
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_halen = 6};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    long rate, ticks;
    unsigned long sent = 0;
    long long began = clock_ns();

    if (argc != 6 || fd < 0)
        return 2;
    prepare(argv[2], argv[3], frames);
    to.sll_ifindex = (int)if_nametoindex(argv[1]);
    rate = atol(argv[4]);
    ticks = atol(argv[5]) * 1000;
    for (long tick = 1; tick <= ticks; tick++) {
        for (long i = 0; i < rate / 1000; i++)
            sent += sendto(fd, frames[sent % FRAMES], ARP_SIZE, 0, (struct sockaddr *)&to, sizeof(to)) > 0;
        sleep_until(began + tick * TICK_NS);
        if (clock_ns() > began + (ticks + 1) * TICK_NS)
            break;
    }
    printf("%lu\n", sent);
    return 0;
}
