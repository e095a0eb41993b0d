/* SPDX-License-Identifier: MIT */
/*
 * What documents say about themselves, one call a property, with text in UTF-8
 * and times as the system has them: title, author, keywords and others of the
 * well-known sets, and custom properties by name.
 *
 * Each call opens the set, and creates it when something is written to it for
 * the first time. What is written is in the storage at once; that storage has
 * to be committed as after any other change.
 *
 * Text is converted from and to the code page of its set. New sets hold UTF-8.
 *
 * Every function may return, besides what it tells, STG_E_ACCESSDENIED (the set
 * is open, or the storage does not grant it), STG_E_INVALIDHEADER (the set is
 * damaged), STG_E_REVERTED, STG_E_INSUFFICIENTMEMORY and E_INVALIDARG (NULL).
 */
#ifndef STG_PROPERTIES_H
#define STG_PROPERTIES_H

#include <time.h>

#include <stg/propset.h>

STG_BEGIN_DECLS

/**
 * Reads the text of a property.
 *
 * @param storage  has the set
 * @param fmtid    the format of the set
 * @param propid   the property, PIDSI_… or PIDDSI_… for instance
 * @param text     receives UTF-8 with a NUL, for CoTaskMemFree; NULL on failure
 * @return S_OK; STG_E_FILENOTFOUND: no such set or property;
 *	DISP_E_TYPEMISMATCH: not a text;
 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): a code page that is
 *	not known here
 */
STG_API HRESULT stg_get_text(IStorage *storage, REFFMTID fmtid, PROPID propid,
			     char **text);

/**
 * Writes the text of a property, as VT_LPSTR.
 *
 * @param storage  has the set, or will have it
 * @param fmtid    the format of the set
 * @param propid   the property
 * @param text     in UTF-8; NULL deletes the property
 * @return S_OK; HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): not UTF-8, or
 *	the code page of the set cannot say it
 */
STG_API HRESULT stg_set_text(IStorage *storage, REFFMTID fmtid, PROPID propid,
			     const char *text);

/**
 * Reads a time, which is UTC.
 *
 * @param storage  has the set
 * @param fmtid    the format of the set
 * @param propid   the property
 * @param time     receives it
 * @return S_OK; STG_E_FILENOTFOUND: no such set or property, or a time of 0,
 *	which stands for none; DISP_E_TYPEMISMATCH: not a time
 */
STG_API HRESULT stg_get_time(IStorage *storage, REFFMTID fmtid, PROPID propid,
			     struct timespec *time);

/**
 * Writes a time.
 *
 * @param storage  has the set, or will have it
 * @param fmtid    the format of the set
 * @param propid   the property
 * @param time     UTC; NULL deletes the property
 * @return S_OK; E_INVALIDARG: before 1601 or after 30827
 */
STG_API HRESULT stg_set_time(IStorage *storage, REFFMTID fmtid, PROPID propid,
			     const struct timespec *time);

/**
 * Reads a custom property.
 *
 * @param storage  has FMTID_UserDefinedProperties
 * @param name     its name in UTF-8, in either case
 * @param value    receives the value, for PropVariantClear; VT_EMPTY on failure
 * @return S_OK; STG_E_FILENOTFOUND: no such set or property
 */
STG_API HRESULT stg_get_custom(IStorage *storage, const char *name,
			       PROPVARIANT *value);

/**
 * Writes a custom property.
 *
 * @param storage  has FMTID_UserDefinedProperties, or will have it
 * @param name     its name in UTF-8
 * @param value    its value; NULL deletes value and name
 * @return S_OK; as IPropertyStorage::WriteMultiple
 */
STG_API HRESULT stg_set_custom(IStorage *storage, const char *name,
			       const PROPVARIANT *value);

/** Reads a custom property that is text. @return as stg_get_text() */
STG_API HRESULT stg_get_custom_text(IStorage *storage, const char *name,
				    char **text);

/**
 * Writes a custom property that is text, as VT_LPWSTR where the code page of
 * the set cannot say it. NULL deletes it. @return as stg_set_text()
 */
STG_API HRESULT stg_set_custom_text(IStorage *storage, const char *name,
				    const char *text);

/**
 * Called for a custom property.
 *
 * @param name     its name in UTF-8, valid during the call
 * @param value    its value, valid during the call
 * @param context  what stg_walk_custom() was given
 * @return S_OK: go on; anything else ends stg_walk_custom() and is its result
 */
typedef HRESULT (*stg_custom_fn)(const char *name, const PROPVARIANT *value,
				 void *context);

/**
 * Calls a function for every custom property that has a name.
 *
 * @param storage  has FMTID_UserDefinedProperties
 * @param custom   the function
 * @param context  handed to it
 * @return S_OK: also when there are none; what `custom` returned
 */
STG_API HRESULT stg_walk_custom(IStorage *storage, stg_custom_fn custom,
				void *context);

/* The usual ones by name. NULL deletes. */
#define STG_TEXT_PROPERTY(name, fmtid, propid)				\
	static inline HRESULT						\
	stg_get_##name(IStorage *storage, char **text)			\
	{								\
		return stg_get_text(storage, STG_FMTID_ARG(fmtid),	\
				    propid, text);			\
	}								\
	static inline HRESULT						\
	stg_set_##name(IStorage *storage, const char *text)		\
	{								\
		return stg_set_text(storage, STG_FMTID_ARG(fmtid),	\
				    propid, text);			\
	}

#define STG_TIME_PROPERTY(name, propid)					\
	static inline HRESULT						\
	stg_get_##name(IStorage *storage, struct timespec *time)	\
	{								\
		return stg_get_time(storage,				\
				    STG_FMTID_ARG(FMTID_SummaryInformation), \
				    propid, time);			\
	}								\
	static inline HRESULT						\
	stg_set_##name(IStorage *storage, const struct timespec *time)	\
	{								\
		return stg_set_time(storage,				\
				    STG_FMTID_ARG(FMTID_SummaryInformation), \
				    propid, time);			\
	}

#ifdef __cplusplus
#define STG_FMTID_ARG(fmtid)	fmtid
#else
#define STG_FMTID_ARG(fmtid)	(&(fmtid))
#endif

STG_TEXT_PROPERTY(title, FMTID_SummaryInformation, PIDSI_TITLE)
STG_TEXT_PROPERTY(subject, FMTID_SummaryInformation, PIDSI_SUBJECT)
STG_TEXT_PROPERTY(author, FMTID_SummaryInformation, PIDSI_AUTHOR)
STG_TEXT_PROPERTY(keywords, FMTID_SummaryInformation, PIDSI_KEYWORDS)
STG_TEXT_PROPERTY(comments, FMTID_SummaryInformation, PIDSI_COMMENTS)
STG_TEXT_PROPERTY(last_author, FMTID_SummaryInformation, PIDSI_LASTAUTHOR)
STG_TEXT_PROPERTY(application, FMTID_SummaryInformation, PIDSI_APPNAME)
STG_TEXT_PROPERTY(category, FMTID_DocSummaryInformation, PIDDSI_CATEGORY)
STG_TEXT_PROPERTY(manager, FMTID_DocSummaryInformation, PIDDSI_MANAGER)
STG_TEXT_PROPERTY(company, FMTID_DocSummaryInformation, PIDDSI_COMPANY)
STG_TIME_PROPERTY(created, PIDSI_CREATE_DTM)
STG_TIME_PROPERTY(saved, PIDSI_LASTSAVE_DTM)
STG_TIME_PROPERTY(printed, PIDSI_LASTPRINTED)

#undef STG_TEXT_PROPERTY
#undef STG_TIME_PROPERTY
#undef STG_FMTID_ARG

STG_END_DECLS

#endif
