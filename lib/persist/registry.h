/* SPDX-License-Identifier: MIT */
/* Facts of classes, without the hooks. */
#ifndef STG_PERSIST_REGISTRY_H
#define STG_PERSIST_REGISTRY_H

#include <stdbool.h>

#include <stg/class.h>

/* Which class stands behind another one. */
enum registry_link {
	LINK_TREAT_AS,
	LINK_AUTO_CONVERT,
	LINKS
};

/** Are there facts of this class? */
bool registry_knows(REFCLSID clsid);

/** @return S_OK; REGDB_E_KEYMISSING: none; REGDB_E_CLASSNOTREG */
HRESULT registry_get_link(REFCLSID clsid, enum registry_link link,
	CLSID *other);

/**
 * Set a link, or end it by CLSID_NULL.
 * @return S_OK; REGDB_E_CLASSNOTREG
 */
HRESULT registry_set_link(REFCLSID clsid, enum registry_link link,
	REFCLSID other);

/**
 * Make an entry without facts for a class that is known by its class object.
 * @return S_OK; E_OUTOFMEMORY
 */
HRESULT registry_add(REFCLSID clsid);

/** @return S_OK; S_FALSE: it has no such name; REGDB_E_CLASSNOTREG; … */
HRESULT registry_get_user_type(REFCLSID clsid, LPOLESTR *user_type);

/**
 * Asked of each type of files in turn.
 * @return S_OK: this is it; S_FALSE: go on; a failure ends it
 */
typedef HRESULT registry_match_fn(const struct stg_file_type *type,
	void *context);

/** The first type of files that matches. @return S_OK; S_FALSE: none; … */
HRESULT registry_find_type(registry_match_fn *match, void *context,
	CLSID *clsid);

#endif
