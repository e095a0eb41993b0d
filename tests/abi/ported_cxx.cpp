/* SPDX-License-Identifier: MIT */
/* The same source as C++. */
#include "ported.c"
