/* SPDX-License-Identifier: MIT */
/*
 * Structured storage for programs of this platform: the same objects as
 * everywhere else, with file paths as they are and element names as UTF-8.
 *
 * Inner paths
 *
 * An inner path leads from a storage to one of the elements below it. It
 * consists of the names of storages and of the element itself, joined by '/':
 *
 *	path     = [ "/" ] [ name *( "/" name ) ]
 *	name     = "\e" / 1*( text / escape )
 *	escape   = "\\" / "\x" 2HEX / "\u" 4HEX
 *	text     = any character in UTF-8 except '/' and '\'
 *
 * "\\" is a backslash, "\xHH" the code unit 00HH and "\uHHHH" the UTF-16 code
 * unit HHHH, whatever it is; HEX is of either case. "\e" is the empty name. A
 * leading '/' is ignored, and the empty path is the storage itself. "." and
 * ".." are names like any other. Nothing else may follow a backslash.
 *
 * Names are handed out in one canonical form, with escapes, in upper-case
 * digits, for these alone:
 *
 *	\\	a backslash
 *	\xHH	0000-001F, 007F-009F (controls) and '/', which is \x2F
 *	\uHHHH	061C, 200E, 200F, 202A-202E, 2066-2069 (text direction);
 *		200B-200D, 2060, FEFF (no width); 2028, 2029 (line ends);
 *		FFF9-FFFB and the noncharacters FDD0-FDEF, FFFE, FFFF and
 *		the last two code points of each plane, in two escapes there;
 *		surrogates without a partner
 *	\e	the empty name
 *
 * so that a name can be shown on a terminal and comes back the same. Names are
 * looked up without regard to case, by the format's own rule [MS-CFB] 2.6.4.
 */
#ifndef STG_HELPERS_H
#define STG_HELPERS_H

#include <stddef.h>
#include <time.h>

#include <stg/lockbytes.h>
#include <stg/propid.h>
#include <stg/storage.h>

STG_BEGIN_DECLS

/* The most code units that a name has, and room for its escaped form. */
#define STG_NAME_UNITS		31
#define STG_NAME_TEXT_SIZE	(STG_NAME_UNITS * 6 + 1)

/* The room that a GUID takes as text: "{8-4-4-4-12}" and a NUL. */
#define STG_GUID_TEXT_SIZE	39

/* Values of stg_element.flags. */
#define STG_ELEMENT_MINI	0x00000001u /* lies in the mini stream */
#define STG_ELEMENT_ORPHAN	0x00000002u /* reserved: outside of the tree */

/* What an open of a file holds: values of stg_lock.held. */
#define STG_LOCK_READ		0x00000001u /* reads */
#define STG_LOCK_WRITE		0x00000002u /* writes */
#define STG_LOCK_DENY_READ	0x00000004u /* lets nobody read */
#define STG_LOCK_DENY_WRITE	0x00000008u /* lets nobody write */
#define STG_LOCK_PRIORITY	0x00000010u /* STGM_PRIORITY: no commits */
#define STG_LOCK_NOSNAPSHOT	0x00000020u /* STGM_NOSNAPSHOT */
#define STG_LOCK_COMMIT		0x00000040u /* commits now */
#define STG_LOCK_OPENING	0x00000080u /* opens the file now */
#define STG_LOCK_OTHER		0x00000100u /* other bytes of the file */

/** One open of a file, or one lock where the system tells no more. */
struct stg_lock {
	LONG	pid;	/* of the process; 0: not told */
	DWORD	held;	/* STG_LOCK_... */
};

/** Is told of one open. @return FALSE to stop */
typedef BOOL (*stg_lock_fn)(const struct stg_lock *lock, void *context);

/** One element of a compound file, as its directory describes it. */
struct stg_element {
	/*
	 * The name in UTF-16 code units, which may hold NULs. It lives during
	 * the callback of stg_walk(), or until the storage given to stg_stat()
	 * is released or given to it once more.
	 */
	const OLECHAR *name;
	ULONG name_length;
	DWORD type;		/* STGTY_STORAGE or STGTY_STREAM */
	ULONG id;		/* stream ID: its entry's number [MS-CFB] 2.6 */
	ULONGLONG size;		/* bytes; 0 for storages */
	FILETIME ctime;
	FILETIME mtime;
	CLSID clsid;
	DWORD state_bits;
	ULONG start_sector;	/* or mini sector, with STG_ELEMENT_MINI */
	ULONG depth;		/* 0 for the storage that the call began with */
	DWORD flags;		/* STG_ELEMENT_… */
	/*
	 * The inner path from that storage, in canonical form, "" for itself.
	 * It lives as long as the name.
	 */
	const char *path;
};

/**
 * Opens a compound file by its path.
 *
 * @param path     the file, as open(2) takes it
 * @param grfMode  access, sharing and others of <stg/mode.h>, as StgOpenStorage
 *	takes them
 * @param storage  receives the root storage; NULL on failure
 * @return as StgOpenStorage
 */
STG_API HRESULT stg_open(const char *path, DWORD grfMode, IStorage **storage);

/**
 * Opens a stream by its inner path. The storages on the way need not be kept
 * open for it, unlike with IStorage::OpenStorage.
 *
 * @param storage     where the path begins
 * @param inner_path  leads to the stream
 * @param grfMode     access and STGM_SHARE_EXCLUSIVE
 * @param stream      receives it; NULL on failure
 * @return as IStorage::OpenStream; STG_E_FILENOTFOUND: no such stream;
 *	STG_E_PATHNOTFOUND: a storage on the way is missing;
 *	STG_E_INVALIDNAME: not a valid inner path
 */
STG_API HRESULT stg_open_stream(IStorage *storage, const char *inner_path,
				DWORD grfMode, IStream **stream);

/**
 * Opens a storage by its inner path, as stg_open_stream() opens a stream. The
 * empty path gives another reference on the storage itself; with
 * STGM_TRANSACTED, a transaction over all of it, which IStorage::OpenStorage
 * has for the storages below alone. Nothing that was opened from the storage
 * may be open for that; while the transaction is, the storage cannot be changed
 * and nothing can be opened from it, and what it shows is what it was.
 *
 * @param storage     where the path begins
 * @param inner_path  leads to the other storage
 * @param grfMode     access, STGM_SHARE_EXCLUSIVE, STGM_TRANSACTED if wanted
 * @param inner       receives it; NULL on failure
 * @return as IStorage::OpenStorage; STG_E_FILENOTFOUND, STG_E_PATHNOTFOUND,
 *	STG_E_INVALIDNAME as above; STG_E_ACCESSDENIED: open already, or
 *	something of the storage itself is
 */
STG_API HRESULT stg_open_storage(IStorage *storage, const char *inner_path,
				 DWORD grfMode, IStorage **inner);

/**
 * Describes an element without opening it.
 *
 * @param storage     where the path begins
 * @param inner_path  leads to the element
 * @param element     receives the description, whose pointers live until the
 *	next call with this storage or its release
 * @return S_OK; STG_E_FILENOTFOUND, STG_E_PATHNOTFOUND, STG_E_INVALIDNAME as
 *	above; STG_E_INVALIDFUNCTION: not a storage of this library;
 *	STG_E_INVALIDPOINTER; STG_E_DOCFILECORRUPT; STG_E_READFAULT;
 *	STG_E_INSUFFICIENTMEMORY; STG_E_REVERTED
 */
STG_API HRESULT stg_stat(IStorage *storage, const char *inner_path,
			 struct stg_element *element);

/**
 * Called by stg_walk() for an element.
 *
 * @param element  the element, valid during the call
 * @param context  what stg_walk() was given
 * @return S_OK: go on; STG_S_WALK_PRUNE: go on, but not below this element;
 *	any other success or failure ends the walk and is its result
 */
typedef HRESULT (*stg_walk_fn)(const struct stg_element *element,
			       void *context);

/* Flags of stg_walk(). */
#define STG_WALK_DEFAULT	0x00000000u
#define STG_WALK_ONE_LEVEL	0x00000001u /* the element and its children */

/**
 * Visits an element and everything below it, each storage before its elements,
 * those in the order of the directory. Nothing is opened, and elements that
 * are open are visited too. What is damaged is left out, to be reported
 * by the callback of stg_set_defect_callback() in <stg/check.h>; each element
 * is visited once, however the directory is linked.
 *
 * @param storage     where the path begins
 * @param inner_path  leads to the first element
 * @param flags       STG_WALK_…
 * @param fn          called for each element
 * @param context     handed to fn
 * @return S_OK; what fn returned to end the walk; STG_E_INVALIDFLAG: flags;
 *	otherwise as stg_stat()
 */
STG_API HRESULT stg_walk(IStorage *storage, const char *inner_path, DWORD flags,
			 stg_walk_fn fn, void *context);

/** @return the name of a result, as "STG_E_FILENOTFOUND"; NULL: unknown */
STG_API const char *stg_hresult_name(HRESULT hr);

/** @return what a result means, as a sentence; never NULL */
STG_API const char *stg_hresult_text(HRESULT hr);

/**
 * Turns a FILETIME into seconds and nanoseconds since 1970-01-01 00:00 UTC.
 *
 * @param filetime  ticks of 100 ns since 1601-01-01 00:00 UTC
 * @param timespec  receives the time; its seconds are negative before 1970
 */
STG_API void stg_filetime_to_timespec(const FILETIME *filetime,
				      struct timespec *timespec);

/**
 * The reverse. What is less than 100 ns is dropped.
 *
 * @param timespec  the time, its nanoseconds from 0 to 999999999
 * @param filetime  receives it; unchanged on failure
 * @return TRUE; FALSE: before 1601, or too late for 64 bits
 */
STG_API BOOL stg_timespec_to_filetime(const struct timespec *timespec,
				      FILETIME *filetime);

/**
 * Writes a GUID as text in braces, with upper-case digits.
 *
 * @param guid  the GUID
 * @param text  receives 38 characters and a NUL
 */
STG_API void stg_guid_to_text(REFGUID guid, char text[STG_GUID_TEXT_SIZE]);

/**
 * Reads a GUID from text with both braces or none, digits of either case.
 *
 * @param text  the text
 * @param guid  receives the GUID; unchanged on failure
 * @return S_OK; CO_E_CLASSSTRING: anything else; E_INVALIDARG: NULL
 */
STG_API HRESULT stg_guid_from_text(const char *text, GUID *guid);

/**
 * Writes a name in canonical form, always with a NUL if there is any room.
 *
 * @param name    its code units
 * @param length  their number
 * @param text    receives the text as far as it fits; may be NULL if size is 0
 * @param size    room in bytes; STG_NAME_TEXT_SIZE is enough for any element
 * @return the bytes that the whole text takes without the NUL; if that is not
 *	less than size, the text was cut
 */
STG_API size_t stg_name_escape(const OLECHAR *name, size_t length, char *text,
			       size_t size);

/**
 * Reads one name of an inner path, in canonical form or not.
 *
 * @param text    the name, without '/'
 * @param length  its bytes
 * @param name    receives the code units and a NUL behind them
 * @param units   receives their number, without that NUL; it counts if the name
 *	holds NULs itself
 * @return S_OK; STG_E_INVALIDNAME: not UTF-8, not a valid escape, or more than
 *	31 code units; STG_E_INVALIDPOINTER
 */
STG_API HRESULT stg_name_unescape(const char *text, size_t length,
				  OLECHAR name[STG_NAME_UNITS + 1],
				  size_t *units);

/**
 * Lets new elements of a file have any name of 1 to 31 code units but NUL, also
 * with '/', '\\', ':' or '!', which the methods of IStorage refuse and
 * other writers give. For programs that copy what such files hold.
 *
 * @param storage  any storage of the file
 * @param any      FALSE: no longer
 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFUNCTION: not a storage of
 *	this library
 */
STG_API HRESULT stg_allow_names(IStorage *storage, BOOL any);

/**
 * Tells who has a file open in which way, by the locks that opens hold. What
 * the system does not tell about processes of other users comes one lock at a
 * time, without a process.
 *
 * @param path     the file
 * @param fn       is called for each open
 * @param context  for it
 * @return S_OK; S_FALSE: fn stopped it; STG_E_INVALIDPOINTER;
 *	STG_E_FILENOTFOUND; STG_E_PATHNOTFOUND; STG_E_ACCESSDENIED;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_list_locks(const char *path, stg_lock_fn fn,
			       void *context);

/**
 * Makes a byte array of a file. It supports LOCK_ONLYONCE and LOCK_EXCLUSIVE.
 *
 * @param path       the file
 * @param grfMode    access, and STGM_CREATE to make the file or empty it
 * @param lockbytes  receives the array; NULL on failure
 * @return S_OK; STG_E_FILENOTFOUND; STG_E_PATHNOTFOUND; STG_E_ACCESSDENIED;
 *	STG_E_DISKISWRITEPROTECTED; STG_E_INVALIDFLAG; STG_E_INVALIDPOINTER;
 *	STG_E_TOOMANYOPENFILES; STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_lockbytes_on_file(const char *path, DWORD grfMode,
				      ILockBytes **lockbytes);

/**
 * Makes a byte array of a stream, so that a compound file inside it can be
 * opened. It supports no locks. The stream is referenced, and its position is
 * undefined afterwards.
 *
 * @param stream     the stream
 * @param lockbytes  receives the array; NULL on failure
 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_lockbytes_on_stream(IStream *stream,
					ILockBytes **lockbytes);

/* What stg_inflate() expects. */
enum stg_inflate_format {
	STG_INFLATE_AUTO,	/* zlib if it begins so, else raw deflate */
	STG_INFLATE_ZLIB,	/* RFC 1950 */
	STG_INFLATE_RAW		/* RFC 1951 */
};

/**
 * Takes a piece of what was inflated.
 *
 * @param bytes    the piece, valid during the call
 * @param length   its size in bytes, not 0
 * @param context  what stg_inflate() was given
 * @return S_OK: go on; anything else ends stg_inflate() and is its result
 */
typedef HRESULT (*stg_sink_fn)(const void *bytes, size_t length, void *context);

/**
 * Inflates a stream from its position on.
 *
 * @param stream   the compressed bytes; its position afterwards is undefined
 * @param format   STG_INFLATE_…
 * @param limit    the most bytes to deliver
 * @param sink     takes them piece by piece
 * @param context  handed to sink
 * @param size     receives how many bytes were delivered, also on failure; may
 *	be NULL
 * @return S_OK: all; S_FALSE: stopped at the limit, there is more;
 *	STG_E_INCOMPLETE: the stream ends before the compressed data do;
 *	STG_E_DOCFILECORRUPT: not compressed data; what sink or the stream's
 *	Read returned; STG_E_INVALIDPARAMETER; STG_E_INVALIDPOINTER;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_inflate(IStream *stream, enum stg_inflate_format format,
			    ULONGLONG limit, stg_sink_fn sink, void *context,
			    ULONGLONG *size);

/**
 * Names a well-known class of documents or objects.
 *
 * @return as "Microsoft Word 97-2003 Document", in English; NULL: unknown
 */
STG_API const char *stg_class_name(REFCLSID clsid);

/** Names a well-known property set, in English. @return NULL: unknown */
STG_API const char *stg_fmtid_name(REFFMTID fmtid);

/**
 * Names a property of a well-known set: "title", "last-saved".
 *
 * @return lower-case ASCII without blanks; NULL: unknown
 */
STG_API const char *stg_property_name(REFFMTID fmtid, PROPID propid);

/**
 * Turns text of a Windows code page into UTF-8. What the code page does not
 * define becomes U+FFFD.
 *
 * @param codepage  1200 is UTF-16, 65001 UTF-8
 * @param bytes     the text
 * @param size      its bytes, NULs included
 * @param text      receives as much text, and a NUL, for CoTaskMemFree()
 * @return S_OK; STG_E_INVALIDPOINTER; E_OUTOFMEMORY; another failure: the code
 *	page is not known
 */
STG_API HRESULT stg_codepage_to_utf8(WORD codepage, const void *bytes,
				     size_t size, char **text);

/**
 * Turns UTF-8 into text of a Windows code page.
 *
 * @param codepage  as above
 * @param text      the text
 * @param bytes     receives the bytes, and a NUL, for CoTaskMemFree()
 * @param size      receives their number without the NUL
 * @return as above; HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): not
 *	UTF-8, or the code page has no such character
 */
STG_API HRESULT stg_codepage_from_utf8(WORD codepage, const char *text,
				       char **bytes, size_t *size);

/**
 * Says what a stream or storage of a well-known name stands for.
 *
 * @param name    its name in code units
 * @param length  their number
 * @return a phrase in English; NULL: not well known
 */
STG_API const char *stg_element_meaning(const OLECHAR *name, size_t length);

/**
 * Guesses what a whole file is, by the elements in it and the class of its
 * root storage.
 *
 * @param root  the root storage
 * @return as "Microsoft Word 97-2003 document"; NULL: nothing known
 */
STG_API const char *stg_application_name(IStorage *root);

/**
 * Decodes the name of a stream in a Windows Installer database, where two
 * letters share a code unit; a table has a "!" before its name.
 *
 * @param name    its name in code units
 * @param length  their number
 * @param text    receives the name in UTF-8 and a NUL
 * @param size    room in bytes; 96 is enough for any name
 * @return the length in bytes; 0: not so coded, or no room, and nothing is
 *	written
 */
STG_API size_t stg_msi_name(const OLECHAR *name, size_t length, char *text,
			    size_t size);

STG_END_DECLS

#endif
