/* SPDX-License-Identifier: MIT */
/* Numbers of clipboard formats. */
#ifndef STG_COMPAT_WINUSER_H
#define STG_COMPAT_WINUSER_H

#include <stg/types.h>

#define CF_TEXT			1
#define CF_BITMAP		2
#define CF_METAFILEPICT		3
#define CF_SYLK			4
#define CF_DIF			5
#define CF_TIFF			6
#define CF_OEMTEXT		7
#define CF_DIB			8
#define CF_PALETTE		9
#define CF_PENDATA		10
#define CF_RIFF			11
#define CF_WAVE			12
#define CF_UNICODETEXT		13
#define CF_ENHMETAFILE		14
#define CF_HDROP		15
#define CF_LOCALE		16
#define CF_DIBV5		17

#endif
