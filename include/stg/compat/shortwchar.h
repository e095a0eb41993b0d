/* SPDX-License-Identifier: MIT */
/*
 * What <wchar.h> gives where wchar_t is WCHAR: macros with arguments, so that a
 * name without arguments is the programmer's own. No guard: <cwchar> takes
 * macros of these names away.
 */
#if __SIZEOF_WCHAR_T__ == 2

#include <stg/compat/widetext.h>

#undef wcsnlen
#undef wcslen
#undef wcscpy
#undef wcsncpy
#undef wcscat
#undef wcsncat
#undef wcscmp
#undef wcsncmp
#undef wcschr
#undef wcsrchr
#undef wcsstr
#undef wcsspn
#undef wcscspn
#undef wcspbrk
#undef wcsdup
#undef _wcsdup
#undef _wcsicmp
#undef _wcsnicmp
#undef wprintf
#undef fwprintf
#undef swprintf
#undef fputws

#define wcsnlen(text, most)		stg_wcsnlen((text), (most))
#define wcslen(text)			stg_wcslen(text)
#define wcscpy(to, from)		stg_wcscpy((to), (from))
#define wcsncpy(to, from, count)	stg_wcsncpy((to), (from), (count))
#define wcscat(to, from)		stg_wcscat((to), (from))
#define wcsncat(to, from, count)	stg_wcsncat((to), (from), (count))
#define wcscmp(one, other)		stg_wcscmp((one), (other))
#define wcsncmp(one, other, count)	stg_wcsncmp((one), (other), (count))
#define wcschr(text, unit)		stg_wcschr((text), (unit))
#define wcsrchr(text, unit)		stg_wcsrchr((text), (unit))
#define wcsstr(text, part)		stg_wcsstr((text), (part))
#define wcsspn(text, others)		stg_wcsspan((text), (others), 1)
#define wcscspn(text, others)		stg_wcsspan((text), (others), 0)
#define wcspbrk(text, others)		stg_wcspbrk((text), (others))
#define wcsdup(text)			stg_wcsdup(text)
#define _wcsdup(text)			stg_wcsdup(text)
#define _wcsicmp(one, other)		stg_wcsicmp((one), (other))
#define _wcsnicmp(one, other, count)	stg_wcsnicmp((one), (other), (count))

/* Formats of 16 bits are beyond the C library: WideCharToMultiByte helps. */
#define wprintf(...)	the_C_library_cannot_print_wide_text_of_16_bits
#define fwprintf(...)	the_C_library_cannot_print_wide_text_of_16_bits
#define swprintf(...)	the_C_library_cannot_print_wide_text_of_16_bits
#define fputws(...)	the_C_library_cannot_print_wide_text_of_16_bits

#endif
