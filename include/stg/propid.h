/* SPDX-License-Identifier: MIT */
/*
 * Identifiers: which property of a set, and which format of a set.
 */
#ifndef STG_PROPID_H
#define STG_PROPID_H

#include <stg/guid.h>

/* A property of a set, by number. */
typedef ULONG PROPID;

/* Properties that every set may have: [MS-OLEPS] 2.18. */
#define PID_DICTIONARY		0x00000000u /* names; not a value */
#define PID_CODEPAGE		0x00000001u /* VT_I2, the code page of text */
#define PID_FIRST_USABLE	0x00000002u
#define PID_FIRST_NAME_DEFAULT	0x00000FFFu
#define PID_LOCALE		0x80000000u /* VT_UI4 */
#define PID_MODIFY_TIME		0x80000001u
#define PID_SECURITY		0x80000002u
#define PID_BEHAVIOR		0x80000003u /* VT_UI4: PROPSET_BEHAVIOR_… */
#define PID_ILLEGAL		0xFFFFFFFFu
#define PID_MIN_READONLY	0x80000000u
#define PID_MAX_READONLY	0xBFFFFFFFu

/* A value of PID_BEHAVIOR: names may differ in case alone. */
#define PROPSET_BEHAVIOR_CASE_SENSITIVE	1

/* FMTID_SummaryInformation: [MS-OLEPS] 2.25.1. */
#define PIDSI_TITLE		0x00000002u /* VT_LPSTR */
#define PIDSI_SUBJECT		0x00000003u /* VT_LPSTR */
#define PIDSI_AUTHOR		0x00000004u /* VT_LPSTR */
#define PIDSI_KEYWORDS		0x00000005u /* VT_LPSTR */
#define PIDSI_COMMENTS		0x00000006u /* VT_LPSTR */
#define PIDSI_TEMPLATE		0x00000007u /* VT_LPSTR */
#define PIDSI_LASTAUTHOR	0x00000008u /* VT_LPSTR */
#define PIDSI_REVNUMBER		0x00000009u /* VT_LPSTR */
#define PIDSI_EDITTIME		0x0000000Au /* VT_FILETIME, a duration */
#define PIDSI_LASTPRINTED	0x0000000Bu /* VT_FILETIME */
#define PIDSI_CREATE_DTM	0x0000000Cu /* VT_FILETIME */
#define PIDSI_LASTSAVE_DTM	0x0000000Du /* VT_FILETIME */
#define PIDSI_PAGECOUNT		0x0000000Eu /* VT_I4 */
#define PIDSI_WORDCOUNT		0x0000000Fu /* VT_I4 */
#define PIDSI_CHARCOUNT		0x00000010u /* VT_I4 */
#define PIDSI_THUMBNAIL		0x00000011u /* VT_CF */
#define PIDSI_APPNAME		0x00000012u /* VT_LPSTR */
#define PIDSI_DOC_SECURITY	0x00000013u /* VT_I4, bits */

/* FMTID_DocSummaryInformation. */
#define PIDDSI_CATEGORY		0x00000002u /* VT_LPSTR */
#define PIDDSI_PRESFORMAT	0x00000003u /* VT_LPSTR */
#define PIDDSI_BYTECOUNT	0x00000004u /* VT_I4 */
#define PIDDSI_LINECOUNT	0x00000005u /* VT_I4 */
#define PIDDSI_PARCOUNT		0x00000006u /* VT_I4 */
#define PIDDSI_SLIDECOUNT	0x00000007u /* VT_I4 */
#define PIDDSI_NOTECOUNT	0x00000008u /* VT_I4 */
#define PIDDSI_HIDDENCOUNT	0x00000009u /* VT_I4 */
#define PIDDSI_MMCLIPCOUNT	0x0000000Au /* VT_I4 */
#define PIDDSI_SCALE		0x0000000Bu /* VT_BOOL */
#define PIDDSI_HEADINGPAIR	0x0000000Cu /* VT_VECTOR | VT_VARIANT */
#define PIDDSI_DOCPARTS		0x0000000Du /* VT_VECTOR | VT_LPSTR */
#define PIDDSI_MANAGER		0x0000000Eu /* VT_LPSTR */
#define PIDDSI_COMPANY		0x0000000Fu /* VT_LPSTR */
#define PIDDSI_LINKSDIRTY	0x00000010u /* VT_BOOL */

/* FMTID_MediaFileSummaryInformation. */
#define PIDMSI_EDITOR		0x00000002u /* VT_LPWSTR */
#define PIDMSI_SUPPLIER		0x00000003u /* VT_LPWSTR */
#define PIDMSI_SOURCE		0x00000004u /* VT_LPWSTR */
#define PIDMSI_SEQUENCE_NO	0x00000005u /* VT_LPWSTR */
#define PIDMSI_PROJECT		0x00000006u /* VT_LPWSTR */
#define PIDMSI_STATUS		0x00000007u /* VT_UI4: PIDMSI_STATUS_VALUE */
#define PIDMSI_OWNER		0x00000008u /* VT_LPWSTR */
#define PIDMSI_RATING		0x00000009u /* VT_LPWSTR */
#define PIDMSI_PRODUCTION	0x0000000Au /* VT_FILETIME */
#define PIDMSI_COPYRIGHT	0x0000000Bu /* VT_LPWSTR */

enum PIDMSI_STATUS_VALUE {
	PIDMSI_STATUS_NORMAL = 0,
	PIDMSI_STATUS_NEW = 1,
	PIDMSI_STATUS_PRELIM = 2,
	PIDMSI_STATUS_DRAFT = 3,
	PIDMSI_STATUS_INPROGRESS = 4,
	PIDMSI_STATUS_EDIT = 5,
	PIDMSI_STATUS_REVIEW = 6,
	PIDMSI_STATUS_PROOF = 7,
	PIDMSI_STATUS_FINAL = 8,
	PIDMSI_STATUS_OTHER = 0x7FFF
};

/* FMTID_DiscardableInformation. */
#define PIDDI_THUMBNAIL		0x00000002u /* VT_BLOB */

STG_BEGIN_DECLS

/* What documents say about themselves. */
extern STG_API const FMTID FMTID_SummaryInformation;
extern STG_API const FMTID FMTID_DocSummaryInformation;
extern STG_API const FMTID FMTID_UserDefinedProperties;
extern STG_API const FMTID FMTID_DiscardableInformation;

/* What media files say. */
extern STG_API const FMTID FMTID_ImageSummaryInformation;
extern STG_API const FMTID FMTID_AudioSummaryInformation;
extern STG_API const FMTID FMTID_VideoSummaryInformation;
extern STG_API const FMTID FMTID_MediaFileSummaryInformation;

/* Sets with a name of their own, or of the specification: [MS-OLEPS] 2.23. */
extern STG_API const FMTID FMTID_GlobalInfo;
extern STG_API const FMTID FMTID_ImageContents;
extern STG_API const FMTID FMTID_ImageInfo;
extern STG_API const FMTID FMTID_PropertyBag;

STG_END_DECLS

#endif
