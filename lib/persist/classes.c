/* SPDX-License-Identifier: MIT */
/*
 * Class objects of this process: a list under a lock, with a reference on each.
 * Objects are referenced under the lock and called without it.
 */
#include <pthread.h>
#include <stdlib.h>

#include <stg/ole.h>

#include "base/container.h"
#include "base/list.h"
#include "persist/hooks.h"
#include "persist/multi.h"
#include "persist/registry.h"

#define FLAGS_MOST (REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE | \
	REGCLS_SUSPENDED)
#define CHAIN_MOST 64 /* classes that stand in for each other, at most */

struct class_object {
	struct list node;
	CLSID clsid;
	IUnknown *object; /* NULL: it has served, once and for all */
	DWORD contexts;
	DWORD flags;
	DWORD number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct list objects = { &objects, &objects };
static DWORD last_number;
static bool suspended;

static struct class_object *
from_node(struct list *node)
{
	return container_of(node, struct class_object, node);
}

static bool
is_multiple(const struct class_object *c)
{
	return (c->flags & (REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE)) != 0;
}

/* Under the lock, like those that follow. */
static bool
is_taken(REFCLSID clsid, DWORD contexts)
{
	for (struct list *node = objects.next; node != &objects;
		node = node->next) {
		struct class_object *c = from_node(node);

		if (IsEqualCLSID(&c->clsid, clsid) && is_multiple(c) &&
			(c->contexts & contexts))
			return true;
	}
	return false;
}

static struct class_object *
find_number(DWORD number)
{
	for (struct list *node = objects.next; node != &objects;
		node = node->next)
		if (from_node(node)->number == number)
			return from_node(node);
	return NULL;
}

static DWORD
next_number(void)
{
	do {
		last_number++;
	} while (last_number == 0 || find_number(last_number));
	return last_number;
}

HRESULT
CoRegisterClassObject(REFCLSID rclsid, LPUNKNOWN pUnk, DWORD dwClsContext,
	DWORD flags, LPDWORD lpdwRegister)
{
	struct stg_class_hooks hooks = hooks_now();
	struct class_object *c;
	bool taken;
	HRESULT hr;

	if (!lpdwRegister)
		return E_INVALIDARG;
	*lpdwRegister = 0;
	if (!rclsid || !pUnk || !(dwClsContext & CLSCTX_ALL) ||
		(flags & ~(DWORD)FLAGS_MOST))
		return E_INVALIDARG;
	c = calloc(1, sizeof *c);
	if (!c)
		return E_OUTOFMEMORY;
	c->clsid = *rclsid;
	c->object = pUnk;
	c->contexts = dwClsContext;
	c->flags = flags;
	IUnknown_AddRef(pUnk);
	pthread_mutex_lock(&lock);
	taken = is_multiple(c) && is_taken(rclsid, dwClsContext);
	if (!taken) {
		c->number = next_number();
		*lpdwRegister = c->number;
		list_append(&objects, &c->node);
	}
	pthread_mutex_unlock(&lock);
	if (taken) {
		IUnknown_Release(pUnk);
		free(c);
		return CO_E_OBJISREG;
	}
	if (!hooks.registered)
		return S_OK;
	hr = hooks.registered(hooks.context, *lpdwRegister, rclsid, pUnk,
		dwClsContext, flags);
	if (FAILED(hr)) {
		(void)CoRevokeClassObject(*lpdwRegister);
		*lpdwRegister = 0;
	}
	return hr;
}

HRESULT
CoRevokeClassObject(DWORD dwRegister)
{
	struct stg_class_hooks hooks = hooks_now();
	struct class_object *c;

	pthread_mutex_lock(&lock);
	c = dwRegister ? find_number(dwRegister) : NULL;
	if (c)
		list_remove(&c->node);
	pthread_mutex_unlock(&lock);
	if (!c)
		return E_INVALIDARG;
	if (c->object)
		IUnknown_Release(c->object);
	free(c);
	return hooks.revoked ? hooks.revoked(hooks.context, dwRegister) : S_OK;
}

HRESULT
CoResumeClassObjects(void)
{
	pthread_mutex_lock(&lock);
	suspended = false;
	for (struct list *node = objects.next; node != &objects;
		node = node->next)
		from_node(node)->flags &= ~(DWORD)REGCLS_SUSPENDED;
	pthread_mutex_unlock(&lock);
	return S_OK;
}

HRESULT
CoSuspendClassObjects(void)
{
	pthread_mutex_lock(&lock);
	suspended = true;
	pthread_mutex_unlock(&lock);
	return S_OK;
}

size_t
stg_count_class_objects(void)
{
	size_t count = 0;

	pthread_mutex_lock(&lock);
	for (struct list *node = objects.next; node != &objects;
		node = node->next)
		count += from_node(node)->object != NULL;
	pthread_mutex_unlock(&lock);
	return count;
}

/* A class object with a reference for the caller, or NULL. */
static IUnknown *
take(REFCLSID clsid, DWORD contexts)
{
	IUnknown *object = NULL;

	pthread_mutex_lock(&lock);
	for (struct list *node = objects.next;
		!suspended && !object && node != &objects; node = node->next) {
		struct class_object *c = from_node(node);

		if (!c->object || (c->flags & REGCLS_SUSPENDED) ||
			!(c->contexts & contexts) ||
			!IsEqualCLSID(&c->clsid, clsid))
			continue;
		object = c->object;
		/* What serves once hands its own reference out. */
		if (is_multiple(c))
			IUnknown_AddRef(object);
		else
			c->object = NULL;
	}
	pthread_mutex_unlock(&lock);
	return object;
}

static HRESULT
treat_as(REFCLSID clsid, CLSID *other)
{
	struct stg_class_hooks hooks;
	HRESULT hr = registry_get_link(clsid, LINK_TREAT_AS, other);

	if (SUCCEEDED(hr))
		return hr;
	hooks = hooks_now();
	return hooks.treat_as ? hooks.treat_as(hooks.context, clsid, other) :
		hr;
}

/* The class at the end of a chain; cycles end anywhere. */
static CLSID
effective(REFCLSID clsid)
{
	CLSID at = *clsid;
	CLSID next;

	for (int i = 0; i < CHAIN_MOST && treat_as(&at, &next) == S_OK; i++)
		at = next;
	return at;
}

HRESULT
CoGetTreatAsClass(REFCLSID clsidOld, LPCLSID pClsidNew)
{
	if (!clsidOld || !pClsidNew)
		return E_INVALIDARG;
	if (treat_as(clsidOld, pClsidNew) == S_OK)
		return S_OK;
	*pClsidNew = *clsidOld;
	return S_FALSE;
}

/* A class is registered by its facts or by its class object. */
static bool
is_registered(REFCLSID clsid)
{
	bool found = false;

	if (registry_knows(clsid))
		return true;
	pthread_mutex_lock(&lock);
	for (struct list *node = objects.next; !found && node != &objects;
		node = node->next)
		found = IsEqualCLSID(&from_node(node)->clsid, clsid);
	pthread_mutex_unlock(&lock);
	return found;
}

static HRESULT
set_link(REFCLSID from, enum registry_link link, REFCLSID to)
{
	if (!from || !to)
		return E_INVALIDARG;
	if (!is_registered(from))
		return REGDB_E_CLASSNOTREG;
	if (FAILED(registry_add(from)))
		return REGDB_E_WRITEREGDB;
	return registry_set_link(from, link,
		IsEqualCLSID(from, to) ? &CLSID_NULL : to);
}

HRESULT
CoTreatAsClass(REFCLSID clsidOld, REFCLSID clsidNew)
{
	return set_link(clsidOld, LINK_TREAT_AS, clsidNew);
}

HRESULT
OleSetAutoConvert(REFCLSID clsidOld, REFCLSID clsidNew)
{
	return set_link(clsidOld, LINK_AUTO_CONVERT, clsidNew);
}

HRESULT
CoGetClassObject(REFCLSID rclsid, DWORD dwClsContext, LPVOID pvReserved,
	REFIID riid, LPVOID *ppv)
{
	struct stg_class_hooks hooks;
	IUnknown *object;
	CLSID clsid;
	HRESULT hr;

	if (!ppv)
		return E_INVALIDARG;
	*ppv = NULL;
	if (!rclsid || !riid)
		return E_INVALIDARG;
	clsid = effective(rclsid);
	object = take(&clsid, dwClsContext);
	if (object) {
		hr = IUnknown_QueryInterface(object, riid, ppv);
		IUnknown_Release(object);
		return hr;
	}
	hooks = hooks_now();
	if (!hooks.get_class_object)
		return REGDB_E_CLASSNOTREG;
	hr = hooks.get_class_object(hooks.context, &clsid, dwClsContext,
		pvReserved, riid, ppv);
	if (FAILED(hr))
		*ppv = NULL;
	return hr;
}

/* In this process, as far as the library knows. */
static HRESULT
create_here(REFCLSID clsid, IUnknown *outer, DWORD contexts,
	COSERVERINFO *server, REFIID riid, void **object)
{
	void *factory;
	HRESULT hr = CoGetClassObject(clsid, contexts, server,
		&IID_IClassFactory, &factory);

	*object = NULL;
	if (FAILED(hr))
		return hr;
	hr = IClassFactory_CreateInstance((IClassFactory *)factory, outer,
		riid, object);
	IClassFactory_Release((IClassFactory *)factory);
	if (FAILED(hr))
		*object = NULL;
	return hr;
}

static HRESULT
create_by_hook(REFCLSID clsid, IUnknown *outer, DWORD contexts,
	COSERVERINFO *server, DWORD count, MULTI_QI *results)
{
	struct stg_class_hooks hooks = hooks_now();

	if (!hooks.create_instance)
		return REGDB_E_CLASSNOTREG;
	return hooks.create_instance(hooks.context, clsid, outer, contexts,
		server, count, results);
}

HRESULT
CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter, DWORD dwClsContext,
	REFIID riid, LPVOID *ppv)
{
	MULTI_QI result = { riid, NULL, S_OK };
	HRESULT hr;

	if (!ppv)
		return E_POINTER;
	*ppv = NULL;
	if (!rclsid || !riid)
		return E_INVALIDARG;
	hr = create_by_hook(rclsid, pUnkOuter, dwClsContext, NULL, 1, &result);
	if (hr == REGDB_E_CLASSNOTREG)
		return create_here(rclsid, pUnkOuter, dwClsContext, NULL, riid,
			ppv);
	if (SUCCEEDED(hr))
		hr = result.hr;
	if (SUCCEEDED(hr))
		*ppv = result.pItf;
	return hr;
}

HRESULT
multi_query(IUnknown *object, DWORD count, MULTI_QI *results)
{
	DWORD got = 0;

	for (DWORD i = 0; i < count; i++) {
		void *interface = NULL;

		results[i].hr = IUnknown_QueryInterface(object,
			results[i].pIID, &interface);
		results[i].pItf = SUCCEEDED(results[i].hr) ? interface : NULL;
		got += SUCCEEDED(results[i].hr);
	}
	if (got == count)
		return S_OK;
	return got > 0 ? CO_S_NOTALLINTERFACES : E_NOINTERFACE;
}

HRESULT
CoCreateInstanceEx(REFCLSID rclsid, IUnknown *punkOuter, DWORD dwClsCtx,
	COSERVERINFO *pServerInfo, DWORD dwCount, MULTI_QI *pResults)
{
	void *object;
	HRESULT hr;

	if (!rclsid || dwCount == 0 || !pResults)
		return E_INVALIDARG;
	for (DWORD i = 0; i < dwCount; i++) {
		if (!pResults[i].pIID || pResults[i].pItf)
			return E_INVALIDARG;
		pResults[i].hr = E_NOINTERFACE;
	}
	hr = create_by_hook(rclsid, punkOuter, dwClsCtx, pServerInfo, dwCount,
		pResults);
	if (hr != REGDB_E_CLASSNOTREG)
		return hr;
	hr = create_here(rclsid, punkOuter, dwClsCtx, pServerInfo,
		&IID_IUnknown, &object);
	if (FAILED(hr)) {
		for (DWORD i = 0; i < dwCount; i++)
			pResults[i].hr = hr;
		return hr;
	}
	hr = multi_query(object, dwCount, pResults);
	IUnknown_Release((IUnknown *)object);
	return hr;
}
