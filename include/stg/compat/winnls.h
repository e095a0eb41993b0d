/* SPDX-License-Identifier: MIT */
/* Numbers of code pages and locales. */
#ifndef STG_COMPAT_WINNLS_H
#define STG_COMPAT_WINNLS_H

#include <stg/compat/windef.h>
#include <stg/stringapi.h>

#define CP_WINUNICODE		1200

#define LOCALE_SYSTEM_DEFAULT	0x0800u
#define LOCALE_USER_DEFAULT	0x0400u

#endif
