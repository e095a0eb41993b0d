/* SPDX-License-Identifier: MIT */
/*
 * Where wchar_t was made 16 bits wide (-fshort-wchar), functions of the C
 * library for wide text would read and write 32 bits all the same. The
 * commonest ones are given here for what wchar_t is then; those that print do
 * not compile. With the usual wchar_t this is the C library's header and no
 * more. It is found as <wchar.h> only: its place in the search path is what
 * leads on to the other one.
 */
#pragma GCC system_header
#include_next <wchar.h>
#include <stg/compat/shortwchar.h>
