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
FLAVOUR := $(notdir $(CC))$(if $(SAN),-san)
OUT     := build/$(FLAVOUR)

WARN   := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Werror
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection \
          -D_FORTIFY_SOURCE=3 $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero)
CFLAGS ?= -O2 -g
ifdef SAN
HARDEN := -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDSAN  := -fsanitize=address,undefined
endif

ALL_CFLAGS  = $(NL_CFLAGS) -std=c11 -D_GNU_SOURCE -I. -DVRRPKIT_VERSION='"$(VERSION)"' $(WARN) $(HARDEN) $(CFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDSAN) $(LDFLAGS)

NL_CFLAGS   := $(shell $(PKG_CONFIG) --cflags libnl-route-3.0 2>/dev/null)
NL_LIBS      = $(shell $(PKG_CONFIG) --libs libnl-route-3.0)

# Pure files: bytes, events and time go in, actions come out. tests/purity.bats holds them to it.
LIB_PURE   := addr checksum packet announce event status
CONF_PURE  := $(filter-out files,$(notdir $(basename $(wildcard conf/*.c))))
VRRP_PURE  := $(notdir $(basename $(wildcard vrrpd/vrrp/*.c)))
PURE       := $(LIB_PURE:%=lib/%) $(CONF_PURE:%=conf/%) $(VRRP_PURE:%=vrrpd/vrrp/%)

LIB_C   := $(wildcard lib/*.c)
CONF_C  := $(wildcard conf/*.c)
VRRP_C  := $(wildcard vrrpd/vrrp/*.c)
VRRPD_C := $(wildcard vrrpd/*.c) $(wildcard vrrpd/os/*.c)
CTL_C   := $(wildcard vrrpd/ctl/*.c)

obj = $(1:%.c=$(OUT)/%.o)

PROGRAMS := $(OUT)/vrrpd $(OUT)/vrrpctl

.DEFAULT_GOAL := all
.PHONY: all
all: $(PROGRAMS)

# The rooms as archives: a program takes from them what it uses.
$(OUT)/lib.a: $(call obj,$(LIB_C))
$(OUT)/conf.a: $(call obj,$(CONF_C))
$(OUT)/vrrp.a: $(call obj,$(VRRP_C))
$(OUT)/%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

VRRPD_LIBS = -lyaml -ljansson -lcap-ng $(NL_LIBS)
CTL_LIBS   = -lyaml -ljansson

$(OUT)/vrrpd: $(call obj,$(VRRPD_C)) $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(VRRPD_LIBS)

$(OUT)/vrrpctl: $(call obj,$(CTL_C)) $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CTL_LIBS)

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: tests/unit/X_test.c is a program; it links every room and exits 0 when all its checks hold.
UNIT_C := $(wildcard tests/unit/*_test.c)
UNITS  := $(UNIT_C:tests/unit/%.c=$(OUT)/tests/unit/%)
$(UNITS): $(OUT)/tests/unit/%: $(OUT)/tests/unit/%.o $(OUT)/vrrp.a $(OUT)/conf.a $(OUT)/lib.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ -lyaml -ljansson -lcap-ng $(NL_LIBS)

.PHONY: units
units: $(UNITS)

.PHONY: clean
clean:
	$(Q)rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
