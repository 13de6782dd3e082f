/* vrrptop: frames as text, CSV and JSON. */
#include "vrrptop/batch.h"

#include <jansson.h>

#include "lib/column.h"
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/scene_make.h"

static struct scene scene;

typedef bool (*frame)(struct batch *batch, const struct scene *picture, int64_t wall_us, FILE *out);

static bool json_frame(struct batch *batch, const struct scene *picture, int64_t wall_us, FILE *out)
{
    return batch_json(batch, picture, SCENE_US + 1500000, wall_us, out);
}

/* What is printed; to be freed. */
static char *print(frame function, struct batch *batch)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    CHECK(function(batch, &scene, SCENE_WALL_US, out));
    fclose(out);
    CHECK_EQ_INT(strlen(text), size);
    return text;
}

static struct batch batch_of(enum view_kind view, unsigned width)
{
    struct batch batch = {
        .wish = {.view = view, .sort = -1}, .style = {.now_wall_us = SCENE_WALL_US}, .width = width};
    size_t count;
    const struct field *fields = field_table(view, &count);

    for (size_t i = 0; i < count; i++)
        batch.fields[i] = fields[i].shown;
    return batch;
}

/* Line `number` of `text`; valid until the next call. */
static const char *line_of(const char *text, size_t number)
{
    static char line[2048];
    size_t length;

    for (; number > 0 && *text != '\0'; number--)
        text += strcspn(text, "\n") + 1;
    length = strcspn(text, "\n");
    snprintf(line, sizeof(line), "%.*s", (int)length, text);
    return line;
}

static size_t lines_of(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void open_scene(unsigned hosts)
{
    struct scene_size size = {.hosts = hosts, .routers = 6, .services = 3, .servers = 4};

    scene_make(&scene, &size);
}

/* ---- text ---- */

static void the_heading_says_who_and_how_many(void)
{
    struct batch batch = batch_of(VIEW_ROUTERS, 0);
    char *text;

    open_scene(2);
    text = print(batch_text, &batch);
    CHECK_EQ_STR(line_of(text, 0),
                 "vrrptop  10:00:00  2 hosts  12 virtual routers (5 MASTER, 6 BACKUP, 1 FAULT)  "
                 "6 services (2 DOWN)  22 servers (10 DOWN)");
    CHECK_EQ_STR(line_of(text, 1),
                 "!! SPLIT BRAIN  VI_1 (vrid 51): MASTER on lb01 and 负载均衡二号  (and 3 more)");
    CHECK_EQ_INT(lines_of(text), 3 + 12 + 1);
    CHECK_EQ_STR(line_of(text, 15), "");
    free(text);
    strcpy(batch.wish.filter, "vi_1");
    scene.hosts[1].link = WORLD_LOST;
    text = print(batch_text, &batch);
    CHECK(strstr(line_of(text, 0), "  2 hosts (1 lost)  ") != NULL);
    CHECK(strstr(line_of(text, 0), "  2 of 12 with vi_1") != NULL);
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

static void all_is_well_without_a_banner(void)
{
    struct batch batch = batch_of(VIEW_ROUTERS, 0);
    struct scene_size size = {.hosts = 1, .routers = 1};
    char *text;

    scene_make(&scene, &size);
    text = print(batch_text, &batch);
    CHECK_EQ_STR(line_of(text, 0), "vrrptop  10:00:00  lb01  1 virtual router (1 MASTER)");
    CHECK_EQ_STR(line_of(text, 1),
                 "STATE    NAME VRID IP   IFACE PRIO WHY       MASTER   ADVERT   ADV/S REJ MOVES "
                 "SINCE ADDRESSES        TREND");
    CHECK_EQ_STR(line_of(text, 2),
                 "M MASTER VI_1   51 ipv4 eth0   150 the start 10.0.0.1 ▊          1.0   0     1 "
                 "3m12s 10.0.0.100/24 +1 ▃▄▁▂▃▄▅▆▇█▁▂");
    CHECK_EQ_INT(lines_of(text), 4);
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

/* The column in which the line's last `word` begins. */
static size_t column_of(const char *line, const char *word)
{
    char before[2048];
    const char *at = NULL;

    for (const char *next = line; (next = strstr(next, word)) != NULL; next++)
        at = next;
    if (!CHECK(at != NULL))
        return 0;
    snprintf(before, sizeof(before), "%.*s", (int)(at - line), line);
    return column_width(before);
}

static void wide_characters_stay_in_line(void)
{
    struct batch batch = batch_of(VIEW_ROUTERS, 0);
    size_t host;
    char *text;

    open_scene(2);
    text = print(batch_text, &batch);
    host = column_of(line_of(text, 2), "HOST");
    for (size_t i = 0; i < 12; i++)
        CHECK_EQ_INT(column_of(line_of(text, 3 + i), i < 6 ? "lb01" : "负载均衡二号"), host);
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

static void a_width_is_kept_and_what_matters_stays(void)
{
    static const unsigned widths[] = {20, 60, 80, 120, 200};

    open_scene(2);
    memset(scene.hosts[0].sample->status.instances[5].last_transition.reason, 'x', 150);
    for (size_t i = 0; i < 3 * sizeof(widths) / sizeof(widths[0]); i++) {
        struct batch batch = batch_of((enum view_kind)(i % 3), widths[i / 3]);
        char *text = print(batch_text, &batch);

        for (size_t n = 0; n < lines_of(text); n++) {
            const char *line = line_of(text, n);

            CHECK(column_width(line) <= widths[i / 3]);
            CHECK(line[0] == '\0' || line[strlen(line) - 1] != ' ');
        }
        if (widths[i / 3] >= 60) /* the table's lines lose no column at their end */
            CHECK(strchr(line_of(text, 2), '~') == NULL);
        if (widths[i / 3] == 60 && i % 3 == 0)
            CHECK_EQ_STR(line_of(text, 2), "STATE      NAME         HOST         VRID MASTER   ADVERT");
        if (widths[i / 3] == 60 && i % 3 == 1)
            CHECK_EQ_STR(line_of(text, 2), "SERVICE          HOST         QUORUM     UP ACTIVE CONN/S");
        free(text);
        batch_free(&batch);
    }
    scene_free(&scene);
}

static void what_a_terminal_would_obey_is_a_question_mark(void)
{
    struct batch batch = batch_of(VIEW_ROUTERS, 0);
    struct status_instance *instance;
    char *text;

    open_scene(1);
    instance = &scene.hosts[0].sample->status.instances[5];
    strcpy(instance->name, "a\033[31mb\xff\tc");
    strcpy(instance->last_transition.reason, "two\nlines\r\x9b");
    text = print(batch_text, &batch);
    CHECK(strstr(text, "a?[31mb??c") != NULL);
    CHECK(strstr(text, "two?lines??") != NULL);
    CHECK_EQ_INT(lines_of(text), 3 + 6 + 1);
    for (const char *byte = text; *byte != '\0'; byte++)
        CHECK((unsigned char)*byte >= ' ' || *byte == '\n');
    free(text);
    batch.wish.view = VIEW_ROUTERS;
    text = print(batch_csv, &batch);
    CHECK(strstr(text, "a?[31mb??c") != NULL);
    CHECK_EQ_INT(lines_of(text), 7);
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

static void a_tree_has_the_arrows_of_ipvsadm(void)
{
    struct batch batch = batch_of(VIEW_SERVERS, 0);
    char *text;

    open_scene(1);
    batch.wish.tree = true;
    batch.cumulative = true;
    text = print(batch_text, &batch);
    CHECK_EQ_INT(strncmp(line_of(text, 3), "192.0.2.1:80/tcp   UP ", 22), 0);
    CHECK_EQ_INT(strncmp(line_of(text, 4), "  -> 10.0.0.1:8080 UP ", 22), 0);
    CHECK(strstr(line_of(text, 2), " CONNS    IN    OUT ") != NULL);
    CHECK(strstr(line_of(text, 4), "  1000 123KB     DR ") != NULL);
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

/* ---- CSV ---- */

static void csv_has_all_columns_and_one_heading(void)
{
    struct batch batch = {.wish = {.view = VIEW_ROUTERS, .sort = -1}};
    char *text, *more;

    open_scene(1);
    text = print(batch_csv, &batch);
    more = print(batch_csv, &batch);
    CHECK_EQ_STR(line_of(text, 0),
                 "time,host,state,contested,name,vrid,family,interface,priority,configured,why,"
                 "master,age_us,adverts,adverts_sum,rejected,transitions,since_us,addresses,"
                 "address_count,addresses_present,group,interval_us\r");
    CHECK_EQ_STR(line_of(text, 1),
                 "2026-11-20T10:00:00.000000Z,lb01,MASTER,0,VI_1,51,ipv4,eth0,150,150,the start,"
                 "10.0.0.1,350000,1.000,1010,0,1,192000000,10.0.0.100/24,2,2,,1000000\r");
    CHECK_EQ_STR(line_of(text, 4),
                 "2026-11-20T10:00:00.000000Z,lb01,MASTER,0,VI_4,54,ipv6,eth0,130,150,chk_nginx "
                 "-20: exit status 1,fe80::1,350000,1.000,1013,0,4,192000000,2001:db8:0::3/64,2,2,,"
                 "1000000\r");
    CHECK_EQ_STR(line_of(more, 0), line_of(text, 1));
    free(text);
    free(more);
    batch_free(&batch);
    scene_free(&scene);
}

static void csv_quotes_what_has_to_be_quoted(void)
{
    struct batch batch = {.wish = {.view = VIEW_SERVERS, .sort = -1, .tree = true}};
    struct status_server *servers;
    char *text;

    open_scene(1);
    servers = scene.hosts[0].sample->status.virtual_servers[0].servers;
    strcpy(servers[0].address, "=1+1");
    strcpy(servers[1].address, "a \"b\",c\"");
    strcpy(servers[2].address, "@x");
    text = print(batch_csv, &batch);
    CHECK(strstr(text, ",lb01,\"=1+1\",UP,10,10,,tcp,good,1200,") != NULL);
    CHECK(strstr(text, ",lb01,\"a \"\"b\"\",c\"\"\",DRAIN,0,10,,") != NULL);
    CHECK(strstr(text, ",lb01,\"@x\",DOWN,0,10,,http,refused: connection refused,,") != NULL);
    CHECK_EQ_INT(lines_of(text), 1 + 3 * 4); /* servers alone: no tree */
    free(text);
    batch_free(&batch);
    scene_free(&scene);
}

/* ---- JSON ---- */

static json_t *parse(char *text)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    CHECK(object != NULL);
    CHECK_EQ_INT(lines_of(text), 1);
    free(text);
    return object;
}

static const char *string_at(const json_t *object, const char *list, size_t index, const char *key)
{
    return json_string_value(json_object_get(json_array_get(json_object_get(object, list), index), key));
}

static json_int_t integer_at(const json_t *object, const char *list, size_t index, const char *key)
{
    const json_t *value = json_object_get(json_array_get(json_object_get(object, list), index), key);

    CHECK(json_is_integer(value));
    return json_integer_value(value);
}

static void a_frame_of_json_has_everything(void)
{
    struct batch batch = {.wish = {.view = VIEW_ROUTERS, .sort = 4, .filter = "nothing of it"}};
    json_t *object;

    open_scene(2);
    snprintf(scene.hosts[1].trouble, sizeof(scene.hosts[1].trouble), "no \"route\"");
    scene.hosts[1].link = WORLD_LOST;
    object = parse(print(json_frame, &batch));
    CHECK_EQ_INT(json_integer_value(json_object_get(object, "schema")), 1);
    CHECK_EQ_STR(json_string_value(json_object_get(object, "type")), "frame");
    CHECK_EQ_STR(json_string_value(json_object_get(object, "time")), "2026-11-20T10:00:00.000000Z");
    CHECK(strncmp(json_string_value(json_object_get(object, "banner")), "SPLIT BRAIN", 11) == 0);
    CHECK_EQ_STR(string_at(object, "hosts", 1, "name"), "负载均衡二号");
    CHECK_EQ_STR(string_at(object, "hosts", 0, "link"), "live");
    CHECK_EQ_STR(string_at(object, "hosts", 1, "link"), "lost");
    CHECK_EQ_STR(string_at(object, "hosts", 1, "trouble"), "no \"route\"");
    CHECK_EQ_INT(integer_at(object, "hosts", 1, "age_us"), 1500000);
    CHECK_EQ_INT(json_array_size(json_object_get(object, "vrrp")), 12);
    CHECK_EQ_INT(json_array_size(json_object_get(object, "services")), 6);
    CHECK_EQ_INT(json_array_size(json_object_get(object, "servers")), 24);
    CHECK_EQ_INT(json_array_size(json_object_get(object, "events")), 0);
    CHECK_EQ_STR(string_at(object, "vrrp", 0, "state"), "MASTER");
    CHECK_EQ_INT(integer_at(object, "vrrp", 0, "contested"), 1);
    CHECK_EQ_INT(integer_at(object, "vrrp", 3, "priority"), 130);
    CHECK_EQ_INT(integer_at(object, "vrrp", 3, "age_us"), 350000);
    CHECK_EQ_STR(string_at(object, "vrrp", 4, "name"), "虚拟路由器_5");
    CHECK_EQ_STR(string_at(object, "services", 2, "state"), "SORRY");
    CHECK_EQ_INT(integer_at(object, "services", 1, "persistence_us"), 60000000);
    CHECK_EQ_INT(integer_at(object, "servers", 4, "out_sum"), 7654321);
    CHECK(json_is_null(json_object_get(json_array_get(json_object_get(object, "servers"), 0), "out_sum")));
    CHECK_EQ_STR(string_at(object, "servers", 0, "server"), "10.0.0.1:8080");
    json_decref(object);
    batch_free(&batch);
    scene_free(&scene);
}

static void json_bears_any_name(void)
{
    struct batch batch = {.wish = {.sort = -1}};
    struct status_instance *instances;
    json_t *object;

    open_scene(1);
    instances = scene.hosts[0].sample->status.instances;
    strcpy(instances[2].name, "a\\b");
    strcpy(instances[3].name, "a\"b");
    strcpy(instances[4].name, "a\033[31m\"\\\n");
    strcpy(instances[5].name, "\xff\xfe虚\xe8");
    object = parse(print(json_frame, &batch));
    CHECK_EQ_STR(string_at(object, "vrrp", 2, "name"), "a\\b");
    CHECK_EQ_STR(string_at(object, "vrrp", 3, "name"), "a\"b");
    CHECK_EQ_STR(string_at(object, "vrrp", 4, "name"), "a\033[31m\"\\\n");
    CHECK_EQ_STR(string_at(object, "vrrp", 5, "name"), "??虚?");
    json_decref(object);
    batch_free(&batch);
    scene_free(&scene);
}

/* ---- events ---- */

static void take_event(struct world *world, uint64_t sequence, const char *to)
{
    struct event event = {.sequence = sequence,
                          .wall_us = SCENE_WALL_US - 10000000 + (int64_t)sequence * 1000000,
                          .kind = "transition",
                          .instance = "VI_1",
                          .from = "INIT",
                          .reason = "=cmd, \"x\""};

    strcpy(event.to, to);
    world_take_event(world, 0, &event);
    CHECK(scene_take(world, &scene));
}

static void an_event_is_told_once(void)
{
    struct batch json = {.wish = {.view = VIEW_EVENTS, .sort = -1}}, csv = json;
    struct world *world = world_new();
    json_t *object;
    char *text;

    world_add_host(world, "lb01", WORLD_DAEMON);
    take_event(world, 1, "BACKUP");
    take_event(world, 2, "MASTER");
    object = parse(print(json_frame, &json));
    CHECK_EQ_INT(json_array_size(json_object_get(object, "events")), 2);
    CHECK_EQ_STR(string_at(object, "events", 0, "to"), "BACKUP");
    CHECK_EQ_STR(string_at(object, "events", 1, "time"), "2026-11-20T09:59:52.000000Z");
    json_decref(object);
    text = print(batch_csv, &csv);
    CHECK_EQ_STR(line_of(text, 0), "time,host,severity,kind,subject,to,code,text,fix\r");
    CHECK_EQ_INT(
        strncmp(line_of(text, 1), "2026-11-20T09:59:51.000000Z,lb01,info,transition,VI_1,BACKUP,,", 62), 0);
    CHECK_EQ_INT(lines_of(text), 3);
    free(text);
    take_event(world, 3, "FAULT");
    object = parse(print(json_frame, &json));
    CHECK_EQ_INT(json_array_size(json_object_get(object, "events")), 1);
    CHECK_EQ_STR(string_at(object, "events", 0, "severity"), "critical");
    json_decref(object);
    text = print(batch_csv, &csv);
    CHECK_EQ_INT(lines_of(text), 1);
    free(text);
    object = parse(print(json_frame, &json));
    CHECK_EQ_INT(json_array_size(json_object_get(object, "events")), 0);
    json_decref(object);
    batch_free(&json);
    batch_free(&csv);
    scene_free(&scene);
    world_free(world);
}

int main(void)
{
    locale_init();
    the_heading_says_who_and_how_many();
    all_is_well_without_a_banner();
    wide_characters_stay_in_line();
    a_width_is_kept_and_what_matters_stays();
    what_a_terminal_would_obey_is_a_question_mark();
    a_tree_has_the_arrows_of_ipvsadm();
    csv_has_all_columns_and_one_heading();
    csv_quotes_what_has_to_be_quoted();
    a_frame_of_json_has_everything();
    json_bears_any_name();
    an_event_is_told_once();
    return check_report("batch");
}
