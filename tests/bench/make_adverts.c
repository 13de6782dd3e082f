/* Writes a capture file for the benchmark of vrrpwatch: COUNT adverts over Ethernet, in turn from 255 virtual
 * routers, each from its master once a second; odd VRIDs speak version 2, even ones version 3. None of ours
 * is in it, so that it can show a mistake of ours.
 *
 *   make_adverts COUNT [MASTERS] >FILE     MASTERS per router (1); 2 is a split brain that lasts
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUTERS = 255, FRAME = 60, RECORD = 16 };

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static unsigned sum(unsigned start, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += 2)
        start += (unsigned)bytes[i] << 8 | bytes[i + 1];
    while (start > 0xFFFF)
        start = (start & 0xFFFF) + (start >> 16);
    return start;
}

static void make_ip(uint8_t *ip, unsigned total, unsigned master)
{
    memset(ip, 0, 20);
    ip[0] = 0x45;
    ip[1] = 0xC0;
    put16(ip + 2, total);
    ip[8] = 255;
    ip[9] = 112;
    memcpy(ip + 12, (uint8_t[]){10, 9, 0, (uint8_t)(master + 1)}, 4);
    memcpy(ip + 16, (uint8_t[]){224, 0, 0, 18}, 4);
    put16(ip + 10, ~sum(0, ip, 20) & 0xFFFF);
}

static void make_frame(uint8_t frame[FRAME], unsigned vrid, unsigned master)
{
    uint8_t *ip = frame + 14, *vrrp = ip + 20;
    unsigned version = vrid % 2 ? 2 : 3, size = version == 2 ? 20 : 12;

    memset(frame, 0, FRAME);
    memcpy(frame, (uint8_t[]){0x01, 0x00, 0x5E, 0, 0, 18, 0, 0, 0x5E, 0, 1, (uint8_t)vrid, 8, 0}, 14);
    make_ip(ip, 20 + size, master);
    vrrp[0] = (uint8_t)(version << 4 | 1);
    vrrp[1] = (uint8_t)vrid;
    vrrp[2] = (uint8_t)(200 - master * 50);
    vrrp[3] = 1;
    if (version == 2)
        vrrp[5] = 1;
    else
        put16(vrrp + 4, 100);
    memcpy(vrrp + 8, (uint8_t[]){10, 9, 1, (uint8_t)vrid}, 4);
    put16(vrrp + 6, ~sum(version == 3 ? sum(112 + size, ip + 12, 8) : 0, vrrp, size) & 0xFFFF);
}

static void put_record(const uint8_t frame[FRAME], uint64_t time_us)
{
    uint32_t header[4] = {(uint32_t)(time_us / 1000000), (uint32_t)(time_us % 1000000), FRAME, FRAME};

    if (fwrite(header, RECORD, 1, stdout) != 1 || fwrite(frame, FRAME, 1, stdout) != 1)
        exit(1);
}

int main(int argc, char **argv)
{
    static const uint32_t file_header[6] = {0xA1B2C3D4, 2 | 4 << 16, 0, 0, 65535, 1};
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    unsigned masters = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
    static uint8_t frames[2][ROUTERS][FRAME];

    if (count == 0 || masters < 1 || masters > 2)
        return 64;
    for (unsigned i = 0; i < ROUTERS; i++)
        for (unsigned master = 0; master < masters; master++)
            make_frame(frames[master][i], i + 1, master);
    fwrite(file_header, sizeof(file_header), 1, stdout);
    for (unsigned long i = 0; i < count; i++) {
        unsigned long turn = i / masters;
        uint64_t time_us =
            1700000000000000u + turn / ROUTERS * 1000000u + turn % ROUTERS * 3900u + i % masters;
        put_record(frames[i % masters][turn % ROUTERS], time_us);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
