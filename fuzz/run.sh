#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: run.sh TARGET SECONDS [DIR-OF-MORE-SEEDS]
# Runs a fuzz target over the rendered recipes. New inputs go to a scratch
# directory, which libFuzzer wants to be the first; the seeds stay as they are.
set -eu

target=$1
seconds=$2
: "${srcdir=.}"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/$target.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$scratch/corpus" "$scratch/seeds"

# Inputs of fuzz_edit have an image in them (edit_input.h); the recipe's text
# does for the changes.
edit_seed()
{
	size=$(wc -c <"$2")
	[ "$size" -lt 60000 ] || return 0
	{
		printf '\002'
		printf "\\$(printf %03o $((size % 256)))"
		printf "\\$(printf %03o $((size / 256)))"
		cat "$2" "$1"
	} >"$2.edit"
	printf '\001' | cat - "$1" >"$2.fresh"
}

# Streams are no files, so that recipes would lead nowhere.
if [ "$target" = fuzz_objects ] || [ "$target" = fuzz_props ]; then
	"fuzz/replay_${target#fuzz_}" "$scratch/seeds"
	srcdir=/nowhere
fi

for recipe in "$srcdir"/tests/recipes/*.recipe \
		"$srcdir/fuzz/corpus/$target"/*.recipe; do
	name=${recipe##*/}
	case $name in
	big-* | '*.recipe') ;;
	*)
		seed=$scratch/seeds/${name%.recipe}
		tests/builder/mkcfb "$recipe" "$seed"
		if [ "$target" = fuzz_edit ]; then
			edit_seed "$recipe" "$seed"
			rm "$seed"
		fi
		;;
	esac
done

# Property sets are seeds of their own.
if [ "$target" = fuzz_propset ]; then
	rm -f "$scratch"/seeds/*
	fuzz/replay_propset --write "$scratch/seeds"
fi

# What is freed and kept by the sanitizer is not to count as used.
ASAN_OPTIONS=quarantine_size_mb=64${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

# Inputs at fault are left in the current directory.
status=0
"fuzz/$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 \
	-rss_limit_mb=512 -print_final_stats=1 -verbosity=0 \
	"$scratch/corpus" "$scratch/seeds" ${3+"$3"} || status=$?
if [ "$status" -ne 0 ]; then
	echo "$target: the input at fault is in $PWD" >&2
fi
exit "$status"
