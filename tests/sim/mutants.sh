#!/usr/bin/env bash
# Breaks the election on purpose, one named mutant after the other, and asks the scenarios and a small swarm to find
# out. Prints a table `mutant killed-by`; fails when a mutant does not apply, does not compile, or survives.
#
#   tests/sim/mutants.sh [NAME...]        CC chooses the compiler
set -u

cd "$(dirname "$0")/../.." || exit 1
CC=${CC:-gcc}
scratch=build/mutants
seeds=60
survived=0

# NAME | FILE | sed expression, which has to change exactly one place
mutants() {
    cat <<'TABLE'
tie-break-dropped|election_hear|s/bool larger_address = addr_compare(&advert->source, &election->source) > 0;/bool larger_address = false;/
tie-break-inverted|election_hear|s/addr_compare(&advert->source, &election->source) > 0/addr_compare(\&advert->source, \&election->source) < 0/
skew-inverted|timers|s/256 - priority/priority/
skew-of-v2-scaled|timers|s/version == 2 ? 1000000 : master_interval_us/master_interval_us/
two-adverts-missed|timers|s/return down_adverts \* master_interval_us/return (down_adverts - 1) * master_interval_us/
priority-0-ignored|election_hear|s/memory->resigned_heard = true;/memory->resigned_heard = false;/
priority-0-at-once|election|s/return memory->down_base_us + timers_skew_us(/return memory->down_base_us + 0 * timers_skew_us(/
anyone-resigns|election_hear|s/!addr_equal(&memory->master.address, &advert->source))/false)/
preempt-ignored|election_hear|s/(election->config.preempt || election_is_owner(election)) && !memory->yielded/election_is_owner(election) \&\& !memory->yielded/
nopreempt-ignored|election_hear|s/(election->config.preempt || election_is_owner(election)) && !memory->yielded/!memory->yielded/
owner-cannot-preempt|election_hear|s/(election->config.preempt || election_is_owner(election))/election->config.preempt/
failover-preempts-back|election_hear|s/ && !memory->yielded;/;/
preempt-delay-ignored|election_hear|s/if (election->config.preempt_delay_us == 0)/if (true)/
down-timer-not-rearmed|election_hear|/^static void follow/,/^}/s/memory->down_base_us = now_us;/(void)now_us;/
interval-not-learned|election_hear|s/memory->learned = election->config.version >= 3;/memory->learned = false;/
answer-not-limited|election_hear|s/if (now_us < memory->answer_after_us)/if (false)/
no-answer|election_hear|/^static void answer/,/^}/s/if (now_us < memory->answer_after_us)/if (true)/
no-announce-after-heal|election_hear|/^static void answer/,/^}/s/if (!memory->addresses_ready || now_us < memory->calm_after_us)/if (true)/
announce-before-ready|election_hear|s/if (!memory->addresses_ready || now_us < memory->calm_after_us)/if (now_us < memory->calm_after_us)/
last-word-dropped|election_hear|/^void election_hear_as_master/,/^}/s/election_send_advert(election, now_us, out);/;/
addresses-kept-on-yield|election_hear|/^void election_hear_as_master/,/^}/s/election_serve_begin(election, ELECTION_RELEASE_HEARD, now_us, out);/;/
silent-stop|election|/^static void resign/,/^}/s/election_act(out, ELECTION_SEND_RESIGN);/;/
addresses-before-advert|election|/^static void become_master/,/^}/{s/election_send_advert(election, now_us, out);/election_act(out, ELECTION_TAKE_ADDRESSES);/;t;s/election_act(out, ELECTION_TAKE_ADDRESSES);/election_send_advert(election, now_us, out);/}
adverts-too-slow|election|s#now_us + interval_us / ADVERT_EARLY_FRACTION < due_us#now_us < due_us + interval_us#
late-adoption-stays-master|election|s/if (now_us - memory->last_sent_us < patience_us)/if (true)/
early-adoption-yields|election|s/if (now_us - memory->last_sent_us < patience_us)/if (false)/
drain-forgotten|election|s/return election->memory.drained ? ELECTION_PRIORITY_DRAINED : election->memory.effective_priority;/return election->memory.effective_priority;/
fault-keeps-master|election|/^void election_fault/,/^}/s/resign(election, .*);/;/
serves-for-ever|election_serve|/^void election_serve_tick/,/^}/s/election_serve_end(election, out);/;/
serves-after-the-successor|election_serve|/^void election_serve_heard/,/^}/s/if (memory->serving)/if (false)/
serves-without-being-asked|election_serve|s/|| !election->config.serves//
group-one-is-enough|sync_group|s/if (!is_willing(memory_of(group, i)))/if (false)/
group-leaves-one-by-one|sync_group|s/if (master != NOBODY \&\& left != NOBODY)/if (false)/
group-gives-to-each-other|sync_group|s/return index != 0 \&\&/return false \&\&/
group-fault-is-private|sync_group|s/if (faulty != NOBODY)/if (false)/
group-never-recovers|sync_group|s/if (faulted != NOBODY)/if (false)/
TABLE
}

# apply FILE EXPRESSION: the mutated source into the scratch directory; fails when nothing changed.
apply() {
    cp "vrrpd/vrrp/$1.c" "$scratch/$1.orig.c"
    sed "$2" "vrrpd/vrrp/$1.c" >"$scratch/$1.c"
    ! cmp -s "$scratch/$1.c" "$scratch/$1.orig.c"
}

# build FILE: both simulators with the mutated file in place of the real one. Warnings do not matter here.
build() {
    local main part others=()
    for part in election election_{hear,announce,serve} timers reason sync_group; do
        [ "$part" = "$1" ] || others+=("vrrpd/vrrp/$part.c")
    done
    "$CC" -std=c11 -D_GNU_SOURCE -I. -O1 -w -c -o "$scratch/mutant.o" "$scratch/$1.c" || return
    for main in swarm scenario groups; do
        "$CC" -std=c11 -D_GNU_SOURCE -I. -O1 -w -o "$scratch/tests/sim/$main" "$scratch/$main.o" \
            "$scratch/mutant.o" "${others[@]}" "$scratch/parts.a" || return
    done
}

# What does not change: every part but the election, compiled once.
build_parts() {
    local source objects=()
    for source in lib/{addr,checksum,packet}.c tests/sim/*.c; do
        "$CC" -std=c11 -D_GNU_SOURCE -I. -O2 -w -c -o "$scratch/$(basename "$source" .c).o" "$source" || return
        case $source in
        */swarm.c | */scenario.c | */groups.c) ;;
        *) objects+=("$scratch/$(basename "$source" .c).o") ;;
        esac
    done
    rm -f "$scratch/parts.a"
    ar rcs "$scratch/parts.a" "${objects[@]}"
}

# Names whatever finds the mutant: the invariant and seed of the swarm, or the first scenario that fails.
killer() {
    local said
    if ! said=$(timeout 60 "$scratch/tests/sim/swarm" --seeds $seeds --jobs 2); then
        said=$(grep -o -m 1 '^seed [0-9]*: I[0-9]*' <<<"$said")
        echo "swarm, ${said:-it died}"
        return
    fi
    if ! said=$(timeout 60 "$scratch/tests/sim/groups" --seeds 400); then
        said=$(grep -o -m 1 '^seed [0-9]*: [^(]*' <<<"$said")
        echo "groups, ${said:-it died}"
        return
    fi
    for scenarios in tests/sim/{takeover,preempt,dual,operator,adoption,edges}.bats; do
        if ! said=$(VRRPKIT_OUT="$PWD/$scratch" bats --tap "$scenarios" 2>&1); then
            grep -m 1 '^not ok' <<<"$said" | sed 's/^not ok [0-9]* //'
            return
        fi
    done
    return 1
}

mkdir -p "$scratch/tests/sim"
build_parts || exit 1
while IFS='|' read -r name file expression; do
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then
        continue
    elif ! apply "$file" "$expression"; then
        verdict="DOES NOT APPLY" survived=$((survived + 1))
    elif ! build "$file" 2>"$scratch/errors"; then
        verdict="DOES NOT COMPILE" survived=$((survived + 1))
    elif ! verdict=$(killer </dev/null); then
        verdict="SURVIVED" survived=$((survived + 1))
    fi
    printf '%-28s %s\n' "$name" "$verdict"
done < <(mutants)
[ $survived -eq 0 ]
