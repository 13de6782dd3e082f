# The bench of the IPVS table, on a kernel of its own that has one: only ratios mean something there. Sourced by
# tests/bench/run.
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are those of tests/bench/run

measure_lvs() {
    echo "bench: the IPVS table, on a kernel of its own" >&2
    UML_MEMORY=2048 LIMIT=1500 "$TOP/tests/uml/run" "$TOP/tests/bench/lvs_table" |
        while IFS=$'\t' read -r mark measure unit who value; do
            case $mark in
            RESULT) printf '%s\t%s\t%s\t%s\n' "$measure" "$unit" "$who" "$value" >>"$results" ;;
            Keepalived*) ;; # it says on the console what it does
            *) echo "bench: $mark" >&2 ;;
            esac
        done
}
