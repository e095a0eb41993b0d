/* SPDX-License-Identifier: MIT */
/*
 * Names of files: UTF-16 in the documented interfaces, bytes in the file
 * system, by convention UTF-8.
 *
 * A byte that is not part of valid UTF-8 becomes the lone surrogate U+DC80 to
 * U+DCFF and comes back from it, as Python's PEP 383 describes, so bytes
 * survive the way to UTF-16 and back whatever they are. The other way
 * round, a text with such surrogates comes back unless the bytes that they
 * stand for happen to form valid UTF-8. Other lone surrogates have no
 * counterpart.
 */
#ifndef STG_STG_UTF8_H
#define STG_STG_UTF8_H

#include <stg/hresult.h>

/**
 * The bytes of a name, for free(). NULL on failure, with errno: EILSEQ where
 * a surrogate has no counterpart, ENOMEM.
 */
char *stg_utf8_from_olestr(const OLECHAR *text);

/**
 * The code units of a name in task memory, for CoTaskMemFree(); NULL on
 * failure.
 * @return S_OK; STG_E_INSUFFICIENTMEMORY
 */
HRESULT stg_olestr_from_utf8(const char *bytes, OLECHAR **text);

#endif
