/* SPDX-License-Identifier: MIT */
/*
 * The numbers of the compound file format, [MS-CFB] 2.1 to 2.6: special
 * sector numbers and stream IDs, and where fields lie in the records.
 */
#ifndef STG_CFB_FORMAT_H
#define STG_CFB_FORMAT_H

/* [MS-CFB] 2.1: sector numbers. Everything above the largest regular one is
 * reserved or has a meaning of its own. */
#define CFB_MAXREGSECT 0xFFFFFFFAU
#define CFB_DIFSECT    0xFFFFFFFCU
#define CFB_FATSECT    0xFFFFFFFDU
#define CFB_ENDOFCHAIN 0xFFFFFFFEU
#define CFB_FREESECT   0xFFFFFFFFU

/* [MS-CFB] 2.6.1: stream IDs, the numbers of directory entries. */
#define CFB_MAXREGSID 0xFFFFFFFAU
#define CFB_NOSTREAM  0xFFFFFFFFU
#define CFB_ROOT      0U

/* [MS-CFB] 2.2: the header. */
#define CFB_HEADER_SIZE        512
#define CFB_HEADER_DIFAT_COUNT 109
#define CFB_MINOR_VERSION      0x003E
#define CFB_BYTE_ORDER         0xFFFE
#define CFB_MINI_SHIFT         6
#define CFB_MINI_CUTOFF        4096

/* [MS-CFB] 2.6.1: directory entries. */
#define CFB_DIRENT_SHIFT 7
#define CFB_DIRENT_SIZE  128
#define CFB_NAME_UNITS   32 /* with the terminating NUL */
#define CFB_NAME_MAX     31 /* without it */

enum cfb_type {
	CFB_TYPE_FREE = 0,
	CFB_TYPE_STORAGE = 1,
	CFB_TYPE_STREAM = 2,
	CFB_TYPE_ROOT = 5
};

enum cfb_color { CFB_RED = 0, CFB_BLACK = 1 };

/* [MS-CFB] 2.8: these bytes serve range locks; no contents lie there. */
#define CFB_RANGE_LOCK_OFFSET 0x7FFFFF00U

/* [MS-CFB] 2.6.3: what a stream of a version 3 file may hold at most. */
#define CFB_V3_SIZE_MAX 0x80000000U

#endif
