/* vrrptop: details of a line, and the changes that are asked for there. */
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/view_make.h"

static const struct scene_size pair = {2, 12, 5, 4}, single = {1, 12, 5, 4};

/* ---- details ---- */

static void the_detail_explains_the_priority(void)
{
    struct screen screen;

    screen_open(&screen, &single, 120, 60);
    screen_type(&screen, "jjj\n"); /* VI_4 */
    screen_has(&screen, "150, in force 130");
    screen_has(&screen, "150 - 20 for script chk_nginx (failed)");
    screen_has(&screen, "chk_nginx: failed since 2026-11-20 09:59:30 (32s ago), weight -20: exit status 1");
    screen_type(&screen, "\n");
    screen_type(&screen, "k\n"); /* VI_3 */
    screen_has(&screen, "it was drained");
    screen_type(&screen, "\nk\n"); /* VI_2 */
    screen_has(&screen, "eth1: failed, weight 0 (a failure is a FAULT): no carrier");
    screen_close(&screen);
}

static void the_detail_says_what_a_mismatch_means_and_mends_it(void)
{
    struct scene_size one = {1, 1, 0, 0};
    struct status status = screen_status(0, &one);
    struct screen screen;

    status.instances[0].rejected = (struct status_counters){
        .count = 2, .items = {{.name = "auth-failed", .value = 12}, {.name = "new-reason", .value = 3}}};
    screen_open(&screen, &one, 80, 60);
    world_take_status(screen.world, 0, &status, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    view_refresh(&screen.view, screen.world, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    screen_type(&screen, "\n");
    screen_has(&screen, "12 auth-failed: the password differs");
    screen_has(&screen, "the same password on both nodes");
    screen_has(&screen, "3 new-reason");
    screen_close(&screen);
}

static void the_other_host_is_told_in_the_detail(void)
{
    struct screen screen;

    screen_open(&screen, &pair, 120, 60);
    screen_type(&screen, "\n");
    screen_has(&screen, "lb01/VI_1");
    screen_has(&screen, "!! another host is MASTER of it at the same time");
    screen_has(&screen, "负载均衡二号: VI_1 is MASTER, priority 100 on eth0");
    screen_close(&screen);
}

static void a_long_detail_scrolls_to_its_end_and_no_further(void)
{
    struct screen screen;

    screen_open(&screen, &single, 60, 10);
    screen_type(&screen, "j\n");
    screen_has(&screen, "virtual router");
    screen_type(&screen, "G");
    screen_lacks(&screen, "virtual router");
    screen_has(&screen, "gateway: ok, weight 5");
    screen_has(&screen, "is a FAULT): exit status 1"); /* wrapped between words */
    view_resize(&screen.view, 60, 40);
    screen_has(&screen, "virtual router");
    view_resize(&screen.view, 60, 10);
    screen_type(&screen, "jjjjk");
    screen_input(&screen, INPUT_PAGE_UP);
    screen_input(&screen, INPUT_HOME);
    screen_has(&screen, "virtual router");
    screen_close(&screen);
}

static void services_and_servers_have_details(void)
{
    struct screen screen;

    screen_open(&screen, &single, 120, 60);
    screen_type(&screen, "2jj\n"); /* the third: no quorum */
    screen_has(&screen, "DOWN: weight 0 is alive, the quorum is 2; the sorry server serves");
    screen_has(&screen, "10.0.2.1:8080 weight 10");
    screen_type(&screen, "3jjj\n"); /* the third server of the first service */
    screen_has(&screen, "DOWN since");
    screen_has(&screen, "http: refused: connection refused");
    screen_has(&screen, "in, DR out");
    screen_type(&screen, "\ngj\n");
    screen_has(&screen, "tcp: good in 1.2 ms");
    screen_close(&screen);
}

/* ---- hosts that are lost ---- */

static void a_lost_host_is_grey_and_says_why(void)
{
    struct screen screen;
    int y;

    screen_open(&screen, &pair, 120, 40);
    world_set_link(screen.world, 1, WORLD_LOST, "connection refused", SCENE_WALL_US + 3000000);
    view_refresh(&screen.view, screen.world, SCENE_US + 14000000, SCENE_WALL_US + 14000000);
    y = screen_has(&screen, "负载均衡二号: lost 12s ago: connection refused");
    CHECK_EQ_INT(y, 1);
    y = screen_has(&screen, "B BACKUP   VI_2 "); /* lb01's is FAULT */
    CHECK_EQ_INT(screen_style(&screen, 0, (unsigned)y), GRID_DIM);
    CHECK_EQ_INT(screen_style(&screen, 20, (unsigned)y), GRID_DIM);
    screen_type(&screen, "G\n");
    screen_has(&screen, "is lost: connection refused; all of this is 12s old");
    screen_close(&screen);
}

/* ---- changes ---- */

static void without_write_nothing_is_asked_for(void)
{
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    CHECK_EQ_INT(screen_type(&screen, "D").kind, REQUEST_NONE);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_has(&screen, "needs vrrptop --write");
    screen_type(&screen, "Fy");
    CHECK_EQ_INT(screen_type(&screen, "wy").kind, REQUEST_NONE);
    screen_type(&screen, "[");
    screen_has(&screen, "needs vrrptop -r FILE");
    screen_close(&screen);
}

static void a_change_is_confirmed(void)
{
    struct screen screen;
    struct view_request request;

    screen_open(&screen, &pair, 80, 24);
    screen.view.write = true;
    screen_type(&screen, "D");
    screen_has(&screen, "Drain VI_1 on lb01? y/N");
    CHECK_EQ_INT(screen_type(&screen, "n").kind, REQUEST_NONE);
    screen_has(&screen, "nothing was changed");
    screen_type(&screen, "D");
    CHECK_EQ_INT(screen_type(&screen, "\n").kind, REQUEST_NONE);
    screen_type(&screen, "D");
    request = screen_type(&screen, "y");
    CHECK_EQ_INT(request.kind, REQUEST_DRAIN);
    CHECK_EQ_STR(request.name, "VI_1");
    CHECK_EQ_INT(request.host, 0);
    CHECK(!request.undo);
    screen_type(&screen, "jj");
    CHECK_EQ_INT(screen_type(&screen, "F").kind, REQUEST_NONE);
    screen_has(&screen, "VI_3: it is not MASTER there");
    screen_type(&screen, "D");
    screen_has(&screen, "Undrain VI_3 on lb01? y/N");
    CHECK(screen_type(&screen, "Y").undo);
    screen_type(&screen, "jF");
    screen_has(&screen, "Let VI_4 step down on lb01?");
    request = screen_type(&screen, "y");
    CHECK_EQ_INT(request.kind, REQUEST_FAILOVER);
    CHECK_EQ_STR(request.name, "VI_4");
    screen_close(&screen);
}

static void a_server_is_drained_enabled_and_weighted(void)
{
    struct screen screen;
    struct view_request request;

    screen_open(&screen, &single, 120, 40);
    screen.view.write = true;
    screen_type(&screen, "3D");
    screen_has(&screen, "stand on a real server");
    screen_type(&screen, "jD");
    screen_has(&screen, "Drain 10.0.0.1:8080 of 192.0.2.1:80/tcp on lb01? y/N");
    request = screen_type(&screen, "y");
    CHECK_EQ_INT(request.kind, REQUEST_DRAIN);
    CHECK_EQ_STR(request.service, "192.0.2.1:80/tcp");
    CHECK_EQ_STR(request.server, "10.0.0.1:8080");
    CHECK_EQ_STR(request.name, "");
    screen_type(&screen, "jD");
    screen_has(&screen, "Enable 10.0.0.2:8080");
    CHECK(screen_type(&screen, "y").undo);
    screen_type(&screen, "w");
    screen_has(&screen, "Weight of 10.0.0.2:8080 (0 to 65535): 10");
    screen_type(&screen, "0\n");
    screen_has(&screen, "Weight 100 for 10.0.0.2:8080 of 192.0.2.1:80/tcp on lb01? y/N");
    request = screen_type(&screen, "y");
    CHECK_EQ_INT(request.kind, REQUEST_WEIGHT);
    CHECK_EQ_INT(request.weight, 100);
    screen_type(&screen, "w0000\n");
    screen_has(&screen, "a weight is a number from 0 to 65535");
    CHECK_EQ_INT(screen_type(&screen, "y").kind, REQUEST_NONE);
    screen_close(&screen);
}

static void a_long_question_is_not_cut(void)
{
    struct scene_size one = {1, 1, 1, 1};
    struct status status = screen_status(0, &one);
    struct screen screen;
    int y;

    strcpy(status.virtual_servers[0].name, "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:1]:443/tcp");
    strcpy(status.virtual_servers[0].servers[0].address, "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:99]:8443");
    screen_open(&screen, &one, 60, 10);
    screen.view.write = true;
    world_take_status(screen.world, 0, &status, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    view_refresh(&screen.view, screen.world, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    screen_type(&screen, "3jD");
    y = screen_has(&screen, "Drain [2001:db8:aaaa:bbbb:cccc:dddd:eeee:99]:8443 of");
    CHECK_EQ_INT(screen_has(&screen, "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:1]:443/tcp on lb01? y/N"), y + 1);
    CHECK_EQ_INT(y + 1, 9);
    screen_close(&screen);
}

static void what_is_asked_for_stays_while_lines_move(void)
{
    struct scene_size fewer = {1, 6, 0, 0};
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen.view.write = true;
    screen_type(&screen, "jjjjjjjjjD");
    screen_tick(&screen, &fewer);
    screen_has(&screen, "Drain VI_10 on lb01? y/N");
    CHECK_EQ_STR(screen_type(&screen, "y").name, "VI_10");
    screen_close(&screen);
}

static void a_host_that_cannot_be_asked_is_not(void)
{
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen.view.write = true;
    world_set_link(screen.world, 0, WORLD_LOST, "gone", SCENE_WALL_US);
    view_refresh(&screen.view, screen.world, SCENE_US + 3000000, SCENE_WALL_US + 3000000);
    screen_type(&screen, "D");
    screen_has(&screen, "lb01: it does not answer now");
    screen_type(&screen, "4D");
    screen_has(&screen, "stand on a virtual router (view 1) or a real server (view 3)");
    screen_close(&screen);
}

int main(void)
{
    locale_init();
    the_detail_explains_the_priority();
    the_detail_says_what_a_mismatch_means_and_mends_it();
    the_other_host_is_told_in_the_detail();
    a_long_detail_scrolls_to_its_end_and_no_further();
    services_and_servers_have_details();
    a_lost_host_is_grey_and_says_why();
    without_write_nothing_is_asked_for();
    a_change_is_confirmed();
    a_server_is_drained_enabled_and_weighted();
    a_long_question_is_not_cut();
    what_is_asked_for_stays_while_lines_move();
    a_host_that_cannot_be_asked_is_not();
    return check_report("view_detail");
}
