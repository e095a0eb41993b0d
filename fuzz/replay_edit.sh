#!/bin/sh
# SPDX-License-Identifier: MIT
# Replays random changes to new files, and to the files of all recipes that are
# small enough, as they are and mutated.
set -eu

: "${srcdir=.}"

exec fuzz/replay_edit "$srcdir"/tests/recipes/*.recipe
