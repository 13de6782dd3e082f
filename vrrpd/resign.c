/* Ready-made resignations; see resign.h. */
#include "vrrpd/resign.h"

#include <string.h>

#include "vrrpd/os/advert_socket.h"

/* Before each message: whom it is for. */
struct frame_head {
    struct addr destination;
    uint8_t ttl;
};

size_t resign_room(const struct instance *instance)
{
    return instance->destination_count * (sizeof(struct frame_head) + instance->advert_room);
}

void resign_keep(struct page *page, unsigned table, const struct instance *instance,
                 struct page_instance *record)
{
    size_t stride = sizeof(struct frame_head) + instance->advert_size;
    uint8_t *frames = page_frames(page, table) + record->resign_offset;

    record->resign_count = 0;
    if (record->resign_offset + instance->destination_count * stride > PAGE_FRAME_BYTES)
        return;
    for (size_t i = 0; i < instance->destination_count; i++) {
        struct frame_head head = {.destination = *instance_destination(instance, i),
                                  .ttl = instance->conf->peer_count > 0 ? instance->conf->ttl : 0};

        memcpy(frames + i * stride, &head, sizeof(head));
        memcpy(frames + i * stride + sizeof(head), instance_resign(instance, i), instance->advert_size);
    }
    record->resign_size = (uint32_t)instance->advert_size;
    record->resign_count = (uint32_t)instance->destination_count;
}

static void send_all(struct page *page, unsigned table, const struct page_instance *record, int fd)
{
    size_t stride = sizeof(struct frame_head) + record->resign_size;
    const uint8_t *frames = page_frames(page, table) + record->resign_offset;

    for (size_t i = 0; i < record->resign_count; i++) {
        struct advert_socket_out out = {.bytes = frames + i * stride + sizeof(struct frame_head),
                                        .size = record->resign_size,
                                        .source = record->source};
        struct frame_head head;

        memcpy(&head, frames + i * stride, sizeof(head));
        out.destination = head.destination;
        out.ttl = head.ttl;
        advert_socket_send(fd, &out, 1);
    }
}

void resign_send(struct page *page, unsigned table, const struct page_instance *record,
                 const struct child_socket *sockets, size_t count)
{
    if (record->memory.state != ELECTION_MASTER)
        return;
    for (size_t i = 0; i < count; i++)
        if (sockets[i].interface_index != 0 && sockets[i].interface_index == record->interface_index &&
            sockets[i].family == record->family)
            send_all(page, table, record, sockets[i].fd);
}
