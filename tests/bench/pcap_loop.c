/* The floor for reading a capture file: libpcap's own loop around a callback that counts. None of ours is in
 * it.
 *
 *   pcap_loop FILE      prints how many frames there were
 */
#include <pcap/pcap.h>
#include <stdio.h>

static void count(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
    (void)header;
    (void)bytes;
    ++*(unsigned long *)(void *)user;
}

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE] = "";
    unsigned long frames = 0;
    pcap_t *pcap = argc > 1 ? pcap_open_offline(argv[1], error) : NULL;

    if (!pcap) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    pcap_loop(pcap, 0, count, (u_char *)&frames);
    pcap_close(pcap);
    printf("%lu\n", frames);
    return 0;
}
