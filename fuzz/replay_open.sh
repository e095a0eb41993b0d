#!/bin/sh
# SPDX-License-Identifier: MIT
# Replays all recipes that are small enough, and some mutations of each.
set -eu

: "${srcdir=.}" "${FUZZ_MUTATIONS=100}" "${FUZZ_SEED=1}"

set --
for recipe in "$srcdir"/tests/recipes/*.recipe \
		"$srcdir"/fuzz/corpus/fuzz_open/*.recipe; do
	case ${recipe##*/} in
	big-* | '*.recipe') ;;
	*) set -- "$@" "$recipe" ;;
	esac
done
exec fuzz/replay_open --mutate "$FUZZ_MUTATIONS" --seed "$FUZZ_SEED" "$@"
