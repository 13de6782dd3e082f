/* The recording: a magic word, then one record per answer, in native byte order because it never leaves the
 * machine. Every length is checked again on replay. */
#include "conf/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum record_kind {
    RECORD_READ = 1,
    RECORD_SECRET,
    RECORD_GLOB,
};

/* What stands before a record's name and bytes. */
struct record {
    uint32_t kind;
    int32_t result;
    uint32_t name_size;
    uint32_t bytes_size;
};

static const char magic[8] = "vrrpkit";

struct conf_snapshot {
    const struct conf_loader *source;
    uint8_t *bytes;
    size_t size;
    size_t capacity;
};

static bool add_bytes(struct conf_snapshot *snapshot, const void *bytes, size_t size)
{
    size_t need = snapshot->size + size;

    if (need > snapshot->capacity) {
        size_t capacity = need * 2;
        uint8_t *grown = realloc(snapshot->bytes, capacity);
        if (!grown)
            return false;
        snapshot->bytes = grown;
        snapshot->capacity = capacity;
    }
    if (size)
        memcpy(snapshot->bytes + snapshot->size, bytes, size);
    snapshot->size = need;
    return true;
}

struct conf_snapshot *conf_snapshot_new(const struct conf_loader *source)
{
    struct conf_snapshot *snapshot = calloc(1, sizeof *snapshot);

    if (!snapshot)
        return NULL;
    snapshot->source = source;
    if (!add_bytes(snapshot, magic, sizeof magic)) {
        free(snapshot);
        return NULL;
    }
    return snapshot;
}

void conf_snapshot_free(struct conf_snapshot *snapshot)
{
    if (!snapshot)
        return;
    explicit_bzero(snapshot->bytes, snapshot->capacity); /* secrets were recorded too */
    free(snapshot->bytes);
    free(snapshot);
}

const uint8_t *conf_snapshot_bytes(const struct conf_snapshot *snapshot, size_t *size)
{
    *size = snapshot->size;
    return snapshot->bytes;
}

/* Reads the record at `at`; false when the rest is not a whole record. */
static bool next_record(const struct conf_snapshot_view *view, size_t *at, struct record *record,
                        const uint8_t **body)
{
    size_t left = view->size - *at;

    if (left < sizeof *record)
        return false;
    memcpy(record, view->bytes + *at, sizeof *record);
    left -= sizeof *record;
    if (record->name_size > left || record->bytes_size > left - record->name_size)
        return false;
    *body = view->bytes + *at + sizeof *record;
    *at += sizeof *record + record->name_size + record->bytes_size;
    return true;
}

static int copy_out(const uint8_t *bytes, size_t size, struct conf_text *out)
{
    out->bytes = malloc(size + 1);
    if (!out->bytes)
        return -ENOMEM;
    memcpy(out->bytes, bytes, size);
    out->bytes[size] = '\0';
    out->size = size;
    return 0;
}

/* Answers from a recording; -ENODATA when it holds no answer to this request. */
static int replay(const struct conf_snapshot_view *view, enum record_kind kind, const char *name,
                  struct conf_text *out)
{
    size_t at = sizeof magic, name_size = strlen(name);
    struct record record;
    const uint8_t *body;

    *out = (struct conf_text){NULL, 0};
    if (view->size < sizeof magic || memcmp(view->bytes, magic, sizeof magic) != 0)
        return -ENODATA;
    while (next_record(view, &at, &record, &body)) {
        if (record.kind != kind || record.name_size != name_size || memcmp(body, name, name_size) != 0)
            continue;
        if (record.result < 0)
            return record.result;
        return copy_out(body + name_size, record.bytes_size, out);
    }
    return -ENODATA;
}

static int record_answer(struct conf_snapshot *snapshot, enum record_kind kind, const char *name,
                         struct conf_text *out)
{
    struct conf_snapshot_view so_far = {snapshot->bytes, snapshot->size};
    const struct conf_loader *source = snapshot->source;
    /* The first answer counts, or the replay would differ from what was validated. */
    int result = replay(&so_far, kind, name, out);

    if (result != -ENODATA)
        return result;
    if (kind == RECORD_GLOB)
        result = source->glob(source->context, name, out);
    else
        result = source->read(source->context, name, kind == RECORD_SECRET, out);

    struct record record = {
        .kind = kind,
        .result = result,
        .name_size = (uint32_t)strlen(name),
        .bytes_size = result < 0 ? 0 : (uint32_t)out->size,
    };
    if (!add_bytes(snapshot, &record, sizeof record) || !add_bytes(snapshot, name, record.name_size) ||
        !add_bytes(snapshot, out->bytes, record.bytes_size))
        abort(); /* half a record would replay as something else than was read */
    return result;
}

static int recorder_read(void *context, const char *path, bool secret, struct conf_text *out)
{
    return record_answer(context, secret ? RECORD_SECRET : RECORD_READ, path, out);
}

static int recorder_glob(void *context, const char *pattern, struct conf_text *out)
{
    return record_answer(context, RECORD_GLOB, pattern, out);
}

struct conf_loader conf_snapshot_recorder(struct conf_snapshot *snapshot)
{
    return (struct conf_loader){.context = snapshot, .read = recorder_read, .glob = recorder_glob};
}

static int view_answer(const struct conf_snapshot_view *view, enum record_kind kind, const char *name,
                       struct conf_text *out)
{
    int result = replay(view, kind, name, out);

    return result == -ENODATA ? -ENOENT : result;
}

static int view_read(void *context, const char *path, bool secret, struct conf_text *out)
{
    return view_answer(context, secret ? RECORD_SECRET : RECORD_READ, path, out);
}

static int view_glob(void *context, const char *pattern, struct conf_text *out)
{
    return view_answer(context, RECORD_GLOB, pattern, out);
}

struct conf_loader conf_snapshot_loader(struct conf_snapshot_view *view)
{
    return (struct conf_loader){.context = view, .read = view_read, .glob = view_glob};
}
