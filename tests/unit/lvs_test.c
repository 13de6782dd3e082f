/* Health, quorum, balance and the comparison of tables: examples, and what holds over random histories. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/balance.h"
#include "vrrpd/lvs/health.h"
#include "vrrpd/lvs/quorum.h"
#include "vrrpd/lvs/table.h"

enum { S = 1000000, SEEDS = 2000, STEPS = 60, SERVERS = 4 };

/* ---- health ---- */

static const struct conf_check every_5s = {.interval_us = 5 * S, .rise = 1, .fall = 1};

static void test_the_beat_is_kept(void)
{
    struct health health;

    health_begin(&health, &every_5s, 0, 100 * S);
    CHECK(health_try(&health, &every_5s, 100 * S));
    CHECK(!health_try(&health, &every_5s, 104 * S));
    CHECK(health_result(&health, &every_5s, true, 101 * S)); /* the first verdict */
    CHECK_EQ_INT(health.due_us, 105 * S);
    CHECK(health_try(&health, &every_5s, 118 * S)); /* late: two beats are lost, not the beat */
    CHECK_EQ_INT(health.due_us, 120 * S);
    CHECK(!health_try(&health, &every_5s, 121 * S)); /* still open: skipped */
    CHECK_EQ_INT(health.due_us, 125 * S);
}

static void test_retries_come_before_the_verdict(void)
{
    const struct conf_check check = {
        .interval_us = 10 * S, .retries = 2, .retry_delay_us = 3 * S, .rise = 1, .fall = 1};
    struct health health;
    int64_t now_us = 0;

    health_begin(&health, &check, 0, now_us);
    for (int i = 0; i < 3; i++) {
        CHECK(health_try(&health, &check, now_us));
        CHECK_EQ_INT(health_result(&health, &check, false, now_us + S), i == 2);
        now_us = health.due_us;
        CHECK_EQ_INT(now_us, i == 0 ? 4 * S : i == 1 ? 8 * S : 19 * S);
    }
    CHECK(!health.up && health.known);
    CHECK(health_try(&health, &check, now_us));
    CHECK(!health_result(&health, &check, false, now_us)); /* down already: no repetition */
    CHECK_EQ_INT(health.due_us, now_us + 10 * S);
    CHECK(health_try(&health, &check, health.due_us));
    CHECK(health_result(&health, &check, true, health.due_us));
    CHECK(health.up);
}

static void test_rise_and_fall_count_rounds(void)
{
    const struct conf_check check = {.interval_us = S, .rise = 3, .fall = 2};
    static const struct {
        bool good, changed, up;
    } rows[] = {{true, true, true},   {false, false, true}, {true, false, true},  {false, false, true},
                {false, true, false}, {true, false, false}, {true, false, false}, {false, false, false},
                {true, false, false}, {true, false, false}, {true, true, true}};
    struct health health;

    health_begin(&health, &check, 0, 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK(health_try(&health, &check, health.due_us));
        CHECK_EQ_INT(health_result(&health, &check, rows[i].good, health.due_us), rows[i].changed);
        CHECK_EQ_INT(health.up, rows[i].up);
    }
}

static void test_alpha_warmup_and_suspension(void)
{
    const struct conf_check check = {
        .interval_us = S, .warmup_us = 4 * S, .alpha = true, .rise = 2, .fall = 1};
    struct health health;

    health_begin(&health, &check, 4 * S + 7, 50);
    CHECK_EQ_INT(health.due_us, 50 + 7);
    CHECK(!health.up && !health.known);
    CHECK(health_try(&health, &check, health.due_us));
    CHECK(health_result(&health, &check, true, 60));
    CHECK(health.up); /* the first one decides alone */
    health_suspend(&health);
    CHECK(!health_try(&health, &check, 1000 * S));
    health_resume(&health, 1000 * S);
    CHECK(health.up && health_try(&health, &check, 1000 * S));
    health_lost(&health, 1000 * S);
    CHECK(health.up && health.due_us <= 1001 * S);
    health_adopt(&health, &check, false, 0, 0);
    CHECK(health.known && !health.up && health.due_us == 0);
}

/* Whatever happens: a verdict changes only after as many tries as the rule says, and the next try is never
 * further away than the longer of interval and repetition. */
static void test_health_over_random_histories(void)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct health health;
        struct conf_check check = {.rise = 1};
        int64_t now_us = 0;
        uint32_t against = 0;

        srand(seed);
        check.interval_us = 1 + rand() % (10 * S);
        check.retries = (uint32_t)rand() % 3;
        check.retry_delay_us = rand() % (3 * S);
        check.rise = 1 + (uint32_t)rand() % 3;
        check.fall = 1 + (uint32_t)rand() % 3;
        health_begin(&health, &check, (uint32_t)rand(), 0);
        for (int i = 0; i < STEPS; i++) {
            bool before = health.up, known = health.known, good = rand() % 2;
            uint32_t needed = before ? check.fall * (check.retries + 1) : check.rise;

            now_us = health.due_us + (rand() % 4 == 0 ? rand() % (20 * S) : 0);
            CHECK(health_try(&health, &check, now_us));
            now_us += rand() % (2 * S);
            against = good == before ? 0 : against + 1;
            if (health_result(&health, &check, good, now_us) && known) {
                CHECK(health.up != before && against >= needed);
                against = 0;
            } else if (known) {
                CHECK(health.up == before && against < needed);
            } else {
                against = health.known ? 0 : against;
            }
            CHECK(health.due_us <= now_us + check.interval_us + check.retry_delay_us);
        }
    }
}

/* ---- quorum and balance ---- */

static void test_quorum_has_hysteresis(void)
{
    CHECK(quorum_holds(true, 3, 3, 1) && quorum_holds(true, 2, 3, 1) && !quorum_holds(true, 1, 3, 1));
    CHECK(!quorum_holds(false, 3, 3, 1) && quorum_holds(false, 4, 3, 1));
    CHECK(!quorum_holds(true, 0, 1, 5) && !quorum_holds(false, 0, 0, 0));
}

struct farm {
    struct conf_server servers[SERVERS];
    struct conf_virtual_server conf;
    struct balance_server known[SERVERS];
    struct balance_row rows[SERVERS];
    struct balance balance;
};

static void make_farm(struct farm *farm)
{
    *farm = (struct farm){.balance = {.quorum = true}};
    farm->conf = (struct conf_virtual_server){
        .servers = farm->servers, .server_count = SERVERS, .quorum = 1, .sorry = {.weight = 7}};
    for (int i = 0; i < SERVERS; i++) {
        farm->servers[i].weight = (uint32_t)i + 1;
        farm->known[i] = (struct balance_server){
            .up = true, .dynamic = BALANCE_NO_WEIGHT, .operator_weight = BALANCE_NO_WEIGHT};
    }
}

static void compute(struct farm *farm, int64_t now_us)
{
    balance_compute(&farm->balance, &farm->conf, farm->known, farm->rows, now_us);
}

static void test_a_dead_server_goes_or_gets_no_weight(void)
{
    struct farm farm;

    make_farm(&farm);
    farm.known[1].up = farm.known[2].up = false;
    farm.servers[2].inhibit = true;
    compute(&farm, 0);
    CHECK(farm.rows[0].present && farm.rows[0].weight == 1);
    CHECK(!farm.rows[1].present);
    CHECK(farm.rows[2].present && farm.rows[2].weight == 0);
    CHECK(farm.balance.weight == 5 && farm.balance.quorum && !farm.balance.sorry_row.present);
}

static void test_weights_by_hand_outrank_those_of_checks(void)
{
    struct farm farm;

    make_farm(&farm);
    farm.known[0].dynamic = 50;
    farm.known[1].dynamic = 60;
    farm.known[1].operator_weight = 9;
    farm.known[2].operator_weight = 9;
    farm.known[2].drained = true;
    compute(&farm, 0);
    CHECK(farm.rows[0].weight == 50 && farm.rows[1].weight == 9);
    CHECK(farm.rows[2].present && farm.rows[2].weight == 0);
}

static void test_the_sorry_server_stands_in(void)
{
    struct farm farm;

    make_farm(&farm);
    farm.conf.has_sorry = true;
    farm.conf.quorum = 5;
    farm.known[3].up = false;
    farm.servers[3].inhibit = true;
    compute(&farm, 0);
    CHECK(farm.balance.quorum && !farm.balance.sorry_row.present);
    farm.known[2].up = false;
    compute(&farm, 0);
    CHECK(!farm.balance.quorum && farm.balance.sorry && farm.balance.sorry_row.weight == 7);
    CHECK(!farm.rows[0].present && !farm.rows[1].present && !farm.rows[2].present);
    CHECK(farm.rows[3].present && farm.rows[3].weight == 0);
    farm.known[2].up = true;
    farm.conf.sorry_inhibit = true;
    compute(&farm, 0);
    CHECK(farm.balance.quorum && farm.rows[0].present && farm.balance.sorry_row.present);
    CHECK_EQ_INT(farm.balance.sorry_row.weight, 0);
}

static void test_a_returning_server_starts_slowly(void)
{
    struct farm farm;
    uint32_t last = 0;

    make_farm(&farm);
    farm.conf.slow_start_us = 20 * S;
    farm.servers[0].weight = 100;
    farm.known[0].up_since_us = 1000 * S;
    compute(&farm, 1000 * S);
    CHECK_EQ_INT(farm.rows[0].weight, 10);
    CHECK_EQ_INT(farm.rows[1].weight, 2); /* was never away */
    for (int step = 0; farm.balance.due_us != BALANCE_NEVER && step < 20; step++) {
        last = farm.rows[0].weight;
        compute(&farm, farm.balance.due_us);
        CHECK(farm.rows[0].weight > last);
    }
    CHECK_EQ_INT(farm.rows[0].weight, 100);
    CHECK_EQ_INT(last, 90);
}

/* Over random histories: nothing dead has weight, the sorry server serves exactly without the quorum, and who
 * serves is the living or the sorry server, never both. */
static void test_balance_over_random_histories(void)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct farm farm;

        make_farm(&farm);
        srand(seed);
        farm.conf.has_sorry = rand() % 2;
        farm.conf.quorum = 1 + (uint32_t)rand() % 6;
        farm.conf.hysteresis = (uint32_t)rand() % 3;
        for (int i = 0; i < SERVERS; i++)
            farm.servers[i].inhibit = rand() % 2;
        for (int step = 0; step < STEPS; step++) {
            int which = rand() % SERVERS;
            uint64_t living = 0, serving = 0;

            farm.known[which].up = rand() % 2;
            farm.known[which].drained = rand() % 8 == 0;
            compute(&farm, step);
            for (int i = 0; i < SERVERS; i++) {
                CHECK(farm.rows[i].weight == 0 || (farm.rows[i].present && farm.known[i].up));
                CHECK(farm.rows[i].present || !farm.known[i].up || farm.balance.sorry);
                living += farm.known[i].up && !farm.known[i].drained ? farm.servers[i].weight : 0;
                serving += farm.rows[i].weight;
            }
            CHECK_EQ_INT(farm.balance.weight, living);
            CHECK(farm.balance.sorry == (farm.conf.has_sorry && !farm.balance.quorum));
            CHECK(!farm.balance.sorry || (serving == 0 && farm.balance.sorry_row.present));
            CHECK(farm.balance.sorry || serving == living);
        }
    }
}

/* ---- tables ---- */

enum { TABLE_SERVICES = 5, TABLE_SERVERS = 5 };

struct lists {
    struct table table;
    struct table_service services[TABLE_SERVICES];
    struct ipvs_server servers[TABLE_SERVICES][TABLE_SERVERS];
};

/* A random table over few keys, so that two of them overlap. */
static void make_table(struct lists *lists)
{
    *lists = (struct lists){.table = {.services = lists->services}};
    for (uint16_t i = 0; i < TABLE_SERVICES; i++) {
        struct table_service *service = &lists->services[lists->table.service_count];

        if (rand() % 3 == 0)
            continue;
        service->servers = lists->servers[lists->table.service_count++];
        service->service = (struct ipvs_service){
            .key = {.address = addr_from_ipv4(0xC0000201), .port = i, .protocol = 6, .family = ADDR_IPV4},
            .scheduler = "rr",
            .prefix = 32};
        if (rand() % 2)
            strcpy(service->service.scheduler, "wrr");
        for (uint16_t j = 0; j < TABLE_SERVERS; j++)
            if (rand() % 2)
                service->servers[service->server_count++] =
                    (struct ipvs_server){.key = {.address = addr_from_ipv4(0x0A000001u + j), .port = 80},
                                         .weight = (uint32_t)rand() % 2};
    }
}

static bool odd_ones_are_ours(void *context, const struct ipvs_service_key *key)
{
    (void)context;
    return key->port % 2 == 1;
}

static struct table_service *find_or_fail(struct lists *lists, const struct ipvs_service *service)
{
    struct table_service *found = table_find(&lists->table, &service->key);

    CHECK(found != NULL);
    if (found == NULL)
        abort();
    return found;
}

static void edit_server(struct table_service *service, const struct ipvs_edit *edit)
{
    size_t i = 0;

    while (i < service->server_count &&
           ipvs_compare_servers(&service->servers[i].key, &edit->server.key) != 0)
        i++;
    CHECK((i < service->server_count) == (edit->kind != IPVS_ADD_SERVER));
    if (edit->kind == IPVS_ADD_SERVER)
        service->server_count++;
    if (edit->kind == IPVS_REMOVE_SERVER)
        service->servers[i] = service->servers[--service->server_count];
    else
        service->servers[i] = edit->server;
}

/* What the kernel would do, on a copy with room. */
static void carry_out(struct lists *lists, const struct ipvs_edit *edit)
{
    static struct ipvs_server room[TABLE_SERVICES][TABLE_SERVERS];
    struct table *table = &lists->table;
    struct table_service *found;

    switch (edit->kind) {
    case IPVS_ADD_SERVICE:
        CHECK(table_find(table, &edit->service->key) == NULL);
        table->services[table->service_count++] =
            (struct table_service){.service = *edit->service, .servers = room[edit->service->key.port]};
        break;
    case IPVS_EDIT_SERVICE:
        find_or_fail(lists, edit->service)->service = *edit->service;
        break;
    case IPVS_REMOVE_SERVICE:
        found = find_or_fail(lists, edit->service);
        *found = table->services[--table->service_count];
        break;
    default:
        edit_server(find_or_fail(lists, edit->service), edit);
        break;
    }
    table_sort(table);
}

/* Carried out one by one the edits lead to what is wanted, and to nothing else; then there are none. */
static void test_a_diff_leads_to_the_wanted_table(void)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct lists want, have, result = {.table = {.services = result.services}};
        struct ipvs_edit *edits;
        size_t count, left;

        srand(seed);
        make_table(&want);
        make_table(&have);
        edits = table_diff(&want.table, &have.table, odd_ones_are_ours, NULL, &count);
        result.table.service_count = have.table.service_count;
        for (size_t i = 0; i < have.table.service_count; i++) {
            result.services[i] = have.services[i];
            memcpy(result.servers[i], have.servers[i], sizeof(result.servers[i]));
            result.services[i].servers = result.servers[i];
        }
        for (size_t i = 0; i < count; i++)
            carry_out(&result, &edits[i]);
        free(edits);
        free(table_diff(&want.table, &result.table, odd_ones_are_ours, NULL, &left));
        CHECK_EQ_INT(left, 0);
        for (size_t i = 0; i < result.table.service_count; i++)
            CHECK(table_find(&want.table, &result.services[i].service.key) != NULL ||
                  result.services[i].service.key.port % 2 == 0);
    }
}

static void test_new_servers_come_before_old_ones_go(void)
{
    struct ipvs_server before = {.key = {.address = addr_from_ipv4(1)}, .weight = 1};
    struct ipvs_server after = {.key = {.address = addr_from_ipv4(2)}, .weight = 1};
    struct table_service wanted = {.servers = &after, .server_count = 1};
    struct table_service there = {.servers = &before, .server_count = 1};
    const struct table want = {&wanted, 1}, have = {&there, 1};
    size_t count;
    struct ipvs_edit *edits = table_diff(&want, &have, odd_ones_are_ours, NULL, &count);

    CHECK_EQ_INT(count, 2);
    CHECK(edits != NULL && edits[0].kind == IPVS_ADD_SERVER && edits[1].kind == IPVS_REMOVE_SERVER);
    free(edits);
    after = before;
    after.weight = 5;
    before.forward = IPVS_LOCAL; /* the kernel's word for whatever leads to itself */
    after.forward = IPVS_DR;
    edits = table_diff(&want, &have, odd_ones_are_ours, NULL, &count);
    CHECK(count == 1 && edits != NULL && edits[0].kind == IPVS_EDIT_SERVER && edits[0].server.weight == 5);
    free(edits);
    after.weight = 1;
    CHECK(table_diff(&want, &have, odd_ones_are_ours, NULL, &count) == NULL && count == 0);
}

static void test_rows_have_names(void)
{
    const struct ipvs_service_key key = {
        .address = addr_from_ipv4(0xC0000201), .port = 80, .protocol = 6, .family = ADDR_IPV4};
    const struct ipvs_service_key mark = {.mark = 3, .family = ADDR_IPV6};
    struct ipvs_service_key six = {.port = 53, .protocol = 17, .family = ADDR_IPV6};
    char text[IPVS_TEXT_MAX];

    CHECK(addr_parse("2001:db8::1", &six.address));
    CHECK_EQ_STR(ipvs_service_text(&key, text), "192.0.2.1:80/tcp");
    CHECK_EQ_STR(ipvs_service_text(&mark, text), "fwmark 3/ipv6");
    CHECK_EQ_STR(ipvs_service_text(&six, text), "[2001:db8::1]:53/udp");
}

int main(void)
{
    test_the_beat_is_kept();
    test_retries_come_before_the_verdict();
    test_rise_and_fall_count_rounds();
    test_alpha_warmup_and_suspension();
    test_health_over_random_histories();
    test_quorum_has_hysteresis();
    test_a_dead_server_goes_or_gets_no_weight();
    test_weights_by_hand_outrank_those_of_checks();
    test_the_sorry_server_stands_in();
    test_a_returning_server_starts_slowly();
    test_balance_over_random_histories();
    test_a_diff_leads_to_the_wanted_table();
    test_new_servers_come_before_old_ones_go();
    test_rows_have_names();
    return check_report("lvs");
}
