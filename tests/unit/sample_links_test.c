/* vrrptop: what one part of a status says about another. */
#include "tests/unit/check.h"
#include "tests/unit/scene_make.h"
#include "vrrptop/sample_links.h"

static struct sample *sample_of(unsigned routers, unsigned services)
{
    struct scene_size size = {.hosts = 1, .routers = routers, .services = services, .servers = 2};

    return scene_sample(0, &size);
}

static void members_know_their_group(void)
{
    struct sample *sample = sample_of(4, 0);
    struct status_group *group = calloc(1, sizeof(*group));

    strcpy(group->name, "G1");
    group->members = calloc(3, sizeof(*group->members));
    group->member_count = 3;
    strcpy(group->members[0], "VI_3");
    strcpy(group->members[1], "gone");
    strcpy(group->members[2], "VI_1");
    sample->status.groups = group;
    sample->status.group_count = 1;
    sample_link(sample);
    CHECK_EQ_STR(sample->routers[0].group, "G1");
    CHECK(sample->routers[1].group == NULL);
    CHECK_EQ_STR(sample->routers[2].group, "G1");
    CHECK(sample->routers[3].group == NULL);
    sample_drop(sample);
}

/* The short way must say what the library says. */
static void check_waits(struct sample *sample)
{
    sample_link(sample);
    for (size_t i = 0; i < sample->status.virtual_server_count; i++)
        CHECK_EQ_INT(sample->services[i].waits,
                     status_service_waits(&sample->status, &sample->status.virtual_servers[i]));
}

static void a_service_waits_as_the_status_says(void)
{
    struct sample *sample = sample_of(8, 8);
    struct status_service *services = sample->status.virtual_servers;

    check_waits(sample);
    for (unsigned i = 0; i < 7; i++) /* the last one keeps its servers in the table */
        for (unsigned n = 0; n < 2; n++)
            services[i].servers[n].in_table = false;
    strcpy(services[0].instance, "VI_8");
    services[1].instance[0] = '\0';
    strcpy(services[4].instance, "gone");
    check_waits(sample);
    CHECK(sample->services[2].waits);  /* VI_3 is BACKUP */
    CHECK(!sample->services[0].waits); /* VI_8 is MASTER */
    CHECK(!sample->services[7].waits);
    strcpy(sample->status.lvs.error, "no ip_vs");
    check_waits(sample);
    sample_drop(sample);
}

int main(void)
{
    members_know_their_group();
    a_service_waits_as_the_status_says();
    return check_report("sample_links");
}
