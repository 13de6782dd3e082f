# vrrpkit: one non-recursive makefile. `make help` lists the targets.
#   V=1 shows commands, SAN=1 builds with ASan and UBSan, CC=clang works too.

VERSION    := 0.1.0
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR    ?=
ifeq ($(origin CC),default)
CC         := gcc
endif
PKG_CONFIG ?= pkg-config

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)')

# Each flavour of build has a tree of its own, so that they never mix.
FLAVOUR := $(notdir $(CC))$(if $(SAN),-san)$(if $(FUZZ),-fuzz)$(if $(PLAIN),-plain)
OUT     := build/$(FLAVOUR)

WARN   := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Werror
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection \
          -D_FORTIFY_SOURCE=3 $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero)
CFLAGS ?= -O2 -g
ifdef SAN
HARDEN := -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDSAN  := -fsanitize=address,undefined
endif
ifdef FUZZ
HARDEN := -fPIE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDSAN  := -fsanitize=address,undefined
endif

ifdef PLAIN
HARDEN := -fno-pie -fno-stack-protector -U_FORTIFY_SOURCE
WARN   := -w
endif

ALL_CFLAGS  = $(NL_CFLAGS) -std=c11 -D_GNU_SOURCE -I. -DVRRPKIT_VERSION='"$(VERSION)"' -DCONF_SHARED_BYTES=$(if $(SAN)$(FUZZ),0,32768) $(WARN) $(HARDEN) $(CFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDSAN) $(LDFLAGS)

# Asked once, and not before something is compiled: `make deps all` installs the library first.
NL_CFLAGS = $(eval NL_CFLAGS := $(shell $(PKG_CONFIG) --cflags libnl-route-3.0 libnl-genl-3.0))$(NL_CFLAGS)
NL_LIBS   = $(eval NL_LIBS := $(shell $(PKG_CONFIG) --libs libnl-route-3.0 libnl-genl-3.0))$(NL_LIBS)

# Pure files: bytes, events and time go in, actions come out. tests/purity.bats holds them to it.
LIB_PURE   := packet_advice status_value_json status_paths_json status_change status_column column schedule ipvs status_lvs status_lvs_json addr checksum packet announce event request status last_line hook_queue hook_words neighbour neighbour_frame probe_frame fence_rule
CONF_PURE  := $(filter-out files,$(notdir $(basename $(wildcard conf/*.c))))
VRRP_PURE  := $(notdir $(basename $(wildcard vrrpd/vrrp/*.c)))
LVS_PURE   := $(notdir $(basename $(wildcard vrrpd/lvs/*.c)))
NOTIFY_PURE := $(notdir $(basename $(wildcard notify/message*.c notify/queue*.c notify/outgoing.c notify/silence.c notify/interest.c notify/record.c)))
# vrrpwatch's system side; every other file of that room is pure.
WATCH_SYSTEM := main options run% capture% membership% probe_socket node_facts% herald% state_file watch_config
WATCH_PURE := $(filter-out $(WATCH_SYSTEM),$(notdir $(basename $(wildcard vrrpwatch/*.c))))
# vrrptop's system side; every other file of that room is pure.
TOP_SYSTEM := main options run% source% screen% settings_file act%
TOP_PURE   := $(filter-out $(TOP_SYSTEM),$(notdir $(basename $(wildcard vrrptop/*.c))))
CTL_PURE   := $(notdir $(basename $(wildcard vrrpd/ctl/cluster*.c)))
PURE       := $(LIB_PURE:%=lib/%) $(CTL_PURE:%=vrrpd/ctl/%) $(CONF_PURE:%=conf/%) $(VRRP_PURE:%=vrrpd/vrrp/%) $(LVS_PURE:%=vrrpd/lvs/%) $(NOTIFY_PURE:%=notify/%) \
              $(WATCH_PURE:%=vrrpwatch/%) $(TOP_PURE:%=vrrptop/%)

LIB_C   := $(wildcard lib/*.c)
CONF_C  := $(wildcard conf/*.c)
VRRP_C  := $(wildcard vrrpd/vrrp/*.c) $(wildcard vrrpd/lvs/*.c)
VRRPD_C := $(wildcard vrrpd/*.c) $(wildcard vrrpd/os/*.c)
CTL_C   := $(wildcard vrrpd/ctl/*.c)
NOTIFY_C := $(wildcard notify/*.c)
WATCH_C := $(wildcard vrrpwatch/*.c)
TOP_C   := $(wildcard vrrptop/*.c)

obj = $(1:%.c=$(OUT)/%.o)

PROGRAMS := $(OUT)/bin/vrrpd $(OUT)/bin/vrrpctl $(OUT)/bin/vrrpnotify $(OUT)/bin/vrrpwatch $(OUT)/bin/vrrptop

.DEFAULT_GOAL := all
.PHONY: all
all: $(PROGRAMS) ## build the programs into build/

# The rooms as archives: a program takes from them what it uses.
$(OUT)/lib.a: $(call obj,$(LIB_C))
$(OUT)/conf.a: $(call obj,$(CONF_C))
$(OUT)/vrrp.a: $(call obj,$(VRRP_C))
$(OUT)/notify.a: $(call obj,$(filter-out notify/main.c,$(NOTIFY_C)))
$(OUT)/watch.a: $(call obj,$(filter-out vrrpwatch/main.c,$(WATCH_C)))
$(OUT)/top.a: $(call obj,$(filter-out vrrptop/main.c,$(TOP_C)))
$(OUT)/daemon.a: $(call obj,$(filter-out vrrpd/main.c,$(VRRPD_C)))
$(OUT)/%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

VRRPD_LIBS = -lyaml -ljansson -lcap-ng -lnettle -ldl $(NL_LIBS)
CTL_LIBS   = -lyaml -ljansson -lnettle -ldl
NOTIFY_LIBS = -lyaml -ljansson -lcap-ng -lesmtp -lcurl
WATCH_LIBS = -lpcap -lyaml -ljansson -lcap-ng $(NL_LIBS)
TOP_LIBS   = -lncursesw -ltinfo -ljansson $(NL_LIBS)

$(OUT)/bin/vrrpd: $(call obj,$(VRRPD_C)) $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(VRRPD_LIBS)

$(OUT)/bin/vrrpctl: $(call obj,$(CTL_C)) $(OUT)/daemon.a $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CTL_LIBS)

$(OUT)/bin/vrrpnotify: $(call obj,$(NOTIFY_C)) $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(NOTIFY_LIBS)

$(OUT)/bin/vrrpwatch: $(call obj,$(WATCH_C)) $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(WATCH_LIBS)

$(OUT)/bin/vrrptop: $(OUT)/vrrptop/main.o $(OUT)/top.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(TOP_LIBS)

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: tests/unit/X_test.c is a program; it links every room and exits 0 when all its checks hold.
UNIT_C := $(wildcard tests/unit/*_test.c)
UNITS  := $(UNIT_C:tests/unit/%.c=$(OUT)/tests/unit/%)
$(UNITS): $(OUT)/tests/unit/%: $(OUT)/tests/unit/%.o $(OUT)/daemon.a $(OUT)/notify.a $(OUT)/watch.a $(OUT)/top.a $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -Wl,--as-needed $(VRRPD_LIBS) $(NOTIFY_LIBS) $(WATCH_LIBS) $(TOP_LIBS)

.PHONY: units
units: $(UNITS)

# Fuzz targets: tests/fuzz/fuzz_X.c holds LLVMFuzzerTestOneInput(), tests/fuzz/corpus/X its seeds. With FUZZ=1 (clang)
# they are linked to libFuzzer, otherwise to replay.c, which runs them once over the seeds.
FUZZ_C   := $(wildcard tests/fuzz/fuzz_*.c)
FUZZERS  := $(FUZZ_C:tests/fuzz/%.c=$(OUT)/tests/fuzz/%)
FUZZ_END := $(if $(FUZZ),,$(OUT)/tests/fuzz/replay.o)
$(FUZZERS): $(OUT)/tests/fuzz/%: $(OUT)/tests/fuzz/%.o $(FUZZ_END) $(OUT)/sim.a $(OUT)/vrrp.a $(OUT)/notify.a $(OUT)/watch.a $(OUT)/top.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ -Wl,--as-needed $(VRRPD_LIBS) $(NOTIFY_LIBS) $(WATCH_LIBS) $(TOP_LIBS)

.PHONY: fuzzers
fuzzers: $(FUZZERS)

FUZZ_SECONDS ?= 60
.PHONY: fuzz
fuzz: ## every fuzz target for FUZZ_SECONDS (60) under libFuzzer, ASan and UBSan; wants clang
	$(Q)tests/deps.sh fuzz
	$(Q)$(MAKE) --no-print-directory CC=clang FUZZ=1 fuzzers
	$(Q)tests/fuzz/run build/clang-fuzz/tests/fuzz $(FUZZ_SECONDS)

# The driver of the transports in tests/notify.
DELIVER_ONCE := $(OUT)/tests/notify/deliver_once
$(DELIVER_ONCE): %: %.o $(OUT)/notify.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(NOTIFY_LIBS)

# The driver of tests/pcap, and the programs of the sniffer's benchmark.
DECODE := $(OUT)/tests/pcap/decode
$(DECODE): %: %.o $(OUT)/watch.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -lpcap

BENCH_C := $(wildcard tests/bench/*.c)
BENCHES := $(BENCH_C:%.c=$(OUT)/%)
$(filter-out %/check_probes,$(BENCHES)): %: %.o
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< -lpcap
$(filter %/check_probes,$(BENCHES)): %: %.o $(OUT)/daemon.a $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -Wl,--as-needed $(VRRPD_LIBS)

# The driver of the health checks in tests/netns.
PROBE_ONCE := $(OUT)/tests/netns/probe_once
$(PROBE_ONCE): %: %.o $(OUT)/daemon.a $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(VRRPD_LIBS)

# The network lab's own programs: each is one file without any of ours in it.
LAB_C    := $(filter-out tests/netns/probe_once.c,$(wildcard tests/netns/*.c)) tests/uml/server.c tests/uml/client.c
LAB      := $(LAB_C:%.c=$(OUT)/%)
$(LAB): %: %.o
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

# The driver of tests/uml/table.bats.
UML_IPVS := $(OUT)/tests/uml/ipvs
$(UML_IPVS): %: %.o $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(NL_LIBS)

# What tests/purity.bats looks at: every object as the compiler makes it, without what hardening puts in.
.PHONY: objects
objects: $(call obj,$(LIB_C) $(CONF_C) $(VRRP_C) $(VRRPD_C) $(CTL_C) $(NOTIFY_C) $(WATCH_C) $(TOP_C))
	$(Q)printf '%s\n' $(PURE:%=$(OUT)/%.o) >$(OUT)/pure
	$(Q)printf '%s\n' $^ >$(OUT)/objects

.PHONY: lab peers
lab: $(LAB) $(UML_IPVS) $(PROBE_ONCE) $(DELIVER_ONCE) $(DECODE)
peers: ## fetch the daemons we are tested against into build/peers; nothing is installed
	$(Q)tests/peers.sh

export VRRPKIT_OUT = $(CURDIR)/$(OUT)

.PHONY: deps demo check bench
deps: ## install what building and testing need and is missing (apt or dnf)
	$(Q)tests/deps.sh

demo: all lab ## under a minute: two routers share an address, one dies, the other takes over
	$(Q)tests/netns/enter tests/demo.sh

# Unit tests and the fuzz corpora run once more under ASan and UBSan, in a tree of their own.
check: all units lab sim ## every test; ends with "N passed, N failed, N skipped"
	$(Q)$(MAKE) --no-print-directory SAN=1 units fuzzers
	$(Q)$(MAKE) --no-print-directory PLAIN=1 objects
	$(Q)tests/peers.sh || [ $$? = 77 ]
	$(Q)tests/run

bench: all lab $(BENCHES) ## measure side by side with keepalived; BENCH_TRIALS bounds the time
	$(Q)tests/peers.sh
	$(Q)tests/netns/enter tests/bench/run

# Nothing is enabled or started. An administrator's own environment file is never overwritten or removed.
SBINDIR := $(PREFIX)/sbin
SPOOL   := /var/spool/vrrpnotify
BINDIR  := $(PREFIX)/bin
MANDIR  := $(PREFIX)/share/man
DOCDIR  := $(PREFIX)/share/doc/vrrpkit
UNITDIR := $(PREFIX)/lib/systemd/system
ENVFILE := $(SYSCONFDIR)/default/vrrpd
MAN     := $(wildcard man/*.[158])
SAMPLES := $(wildcard conf/examples/*)
at = $(DESTDIR)$(1)

$(OUT)/%.service: conf/systemd/%.service.in Makefile
	@mkdir -p $(@D)
	$(Q)sed -e 's|@SBINDIR@|$(SBINDIR)|g; s|@BINDIR@|$(BINDIR)|g; s|@SYSCONFDIR@|$(SYSCONFDIR)|g' $< >$@

.PHONY: install uninstall
install: all $(OUT)/vrrpd.service $(OUT)/vrrpnotify.service ## install under PREFIX, DESTDIR, SYSCONFDIR; enables and starts nothing
	install -d $(call at,$(SBINDIR)) $(call at,$(BINDIR)) $(call at,$(UNITDIR)) $(call at,$(DOCDIR)/examples)
	install -d $(call at,$(dir $(ENVFILE)))
	install -m 755 $(OUT)/bin/vrrpd $(OUT)/bin/vrrpnotify $(OUT)/bin/vrrpwatch $(call at,$(SBINDIR))/
	install -d -m 700 $(call at,$(SPOOL))
	install -m 755 $(OUT)/bin/vrrpctl $(OUT)/bin/vrrptop $(call at,$(BINDIR))/
	install -m 644 $(OUT)/vrrpd.service $(OUT)/vrrpnotify.service $(call at,$(UNITDIR))/
	install -m 644 README.md LICENSE conf/systemd/vrrpd-hardening.conf $(call at,$(DOCDIR))/
	for f in $(SAMPLES); do install -m 644 $$f $(call at,$(DOCDIR)/examples)/ || exit 1; done
	for f in $(MAN); do install -D -m 644 $$f $(call at,$(MANDIR))/man$${f##*.}/$${f##*/} || exit 1; done
	[ -e $(call at,$(ENVFILE)) ] || install -m 644 conf/systemd/vrrpd.default $(call at,$(ENVFILE))

uninstall: ## remove what install put there
	rm -f $(call at,$(SBINDIR))/vrrpd $(call at,$(SBINDIR))/vrrpnotify $(call at,$(SBINDIR))/vrrpwatch $(call at,$(BINDIR))/vrrpctl $(call at,$(BINDIR))/vrrptop
	rm -f $(call at,$(UNITDIR))/vrrpd.service $(call at,$(UNITDIR))/vrrpnotify.service
	rmdir $(call at,$(SPOOL)) 2>/dev/null || [ ! -e $(call at,$(SPOOL)) ] || echo 'kept: $(call at,$(SPOOL)), there is something in it'
	for f in $(MAN); do rm -f $(call at,$(MANDIR))/man$${f##*.}/$${f##*/}; done
	rm -rf $(call at,$(DOCDIR))
	! cmp -s conf/systemd/vrrpd.default $(call at,$(ENVFILE)) || rm -f $(call at,$(ENVFILE))

# vrrpd under keepalived's name: only where keepalived itself is not. Nothing is enabled or started.
COMPAT_UNIT   := $(UNITDIR)/keepalived.service
FOREIGN_UNITS := $(sort $(COMPAT_UNIT) /usr/lib/systemd/system/keepalived.service \
                 /lib/systemd/system/keepalived.service $(SYSCONFDIR)/systemd/system/keepalived.service)
.PHONY: install-compat uninstall-compat
install-compat: $(OUT)/keepalived.service ## a keepalived.service that runs vrrpd, so that what stops keepalived stops it
	$(Q)[ -x $(call at,$(SBINDIR))/vrrpd ] || { echo "install-compat: no $(call at,$(SBINDIR))/vrrpd: make install first"; exit 1; }
	$(Q)for f in $(foreach dir,/usr/sbin /sbin $(SBINDIR),$(call at,$(dir))/keepalived); do [ ! -e $$f ] || \
		{ echo "install-compat: $$f is there: remove the keepalived package first"; exit 1; }; done
	$(Q)for f in $(foreach unit,$(FOREIGN_UNITS),$(call at,$(unit))); do [ ! -e $$f ] || grep -q vrrpkit $$f || \
		{ echo "install-compat: $$f is another's unit: remove it (or the keepalived package) first"; exit 1; }; done
	install -D -m 644 $(OUT)/keepalived.service $(call at,$(COMPAT_UNIT))

uninstall-compat: ## remove what install-compat put there
	! grep -qs vrrpkit $(call at,$(COMPAT_UNIT)) || rm -f $(call at,$(COMPAT_UNIT))

# The simulator: the real election and codecs on a LAN under virtual time. Two programs, the rest is their parts.
SIM_MAINS := swarm scenario groups detect
SAFETY    := $(OUT)/tests/sim/safety
SIM_PARTS := $(filter-out $(SIM_MAINS:%=tests/sim/%.c) tests/sim/safety.c,$(wildcard tests/sim/*.c))
SIMS      := $(SIM_MAINS:%=$(OUT)/tests/sim/%)
$(OUT)/sim.a: $(call obj,$(SIM_PARTS))
$(SIMS): $(OUT)/tests/sim/%: $(OUT)/tests/sim/%.o $(OUT)/sim.a $(OUT)/vrrp.a $(OUT)/watch.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# The nodes of vrrpctl simulate, on configurations as they are read.
$(SAFETY): $(SAFETY).o $(call obj,$(CTL_PURE:%=vrrpd/ctl/%.c)) $(OUT)/sim.a $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -Wl,--as-needed $(CTL_LIBS)

.PHONY: sim mutants
sim: $(SIMS) $(SAFETY) ## the simulators: build/.../tests/sim/{scenario,swarm,groups}
mutants: sim ## break the election on purpose, many ways, and see who notices
	$(Q)CC='$(CC)' tests/sim/mutants.sh

.PHONY: pairs
pairs: all ## run the keepalived.conf files of CONF=FOLDER as mixed pairs with keepalived, in both roles
	$(Q)tests/peers.sh
	$(Q)VRRPKIT_OUT='$(CURDIR)/$(OUT)' tests/netns/pair_files --jobs 4 $(CONF)

.PHONY: clean
clean: ## remove what was built (the fetched peers stay; rm -rf build removes them too)
	$(Q)[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name peers -exec rm -rf {} +

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

-include $(shell find build -path build/peers -prune -o -type f -name '*.d' -print 2>/dev/null)
