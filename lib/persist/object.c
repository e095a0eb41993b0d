/* SPDX-License-Identifier: MIT */
/*
 * Objects made of <stg/object.h>: their own unknown, which holds the count, and
 * class objects that make them.
 */
#include <stg/object.h>

#include <stdbool.h>
#include <stdlib.h>

#include "base/container.h"

static struct stg_object *
from_IUnknown(IUnknown *iface)
{
	return container_of(iface, struct stg_object, IUnknown_iface);
}

/* Two loads each compare faster than a call. */
static bool
is_same(const GUID *a, const GUID *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a, sizeof x);
	memcpy(y, b, sizeof y);
	return x[0] == y[0] && x[1] == y[1];
}

static HRESULT
inner_QueryInterface(IUnknown *iface, REFIID riid, void **ppvObject)
{
	return stg_object_query(from_IUnknown(iface), riid, ppvObject);
}

static ULONG
inner_AddRef(IUnknown *iface)
{
	return __atomic_add_fetch(&from_IUnknown(iface)->refs, 1,
		__ATOMIC_RELAXED);
}

static ULONG
inner_Release(IUnknown *iface)
{
	struct stg_object *object = from_IUnknown(iface);
	ULONG refs = __atomic_sub_fetch(&object->refs, 1, __ATOMIC_ACQ_REL);

	if (refs == 0)
		stg_object_end(object);
	return refs;
}

static const IUnknownVtbl inner_vtbl = {
	.QueryInterface = inner_QueryInterface,
	.AddRef = inner_AddRef,
	.Release = inner_Release,
};

/*
 * An interface of the object counts with the unknown in control; the object's
 * own unknown counts with itself.
 */
HRESULT
stg_object_query(struct stg_object *object, REFIID riid, void **ppv)
{
	const struct stg_interface *interface = object->class_->interfaces;

	if (!ppv)
		return E_POINTER;
	for (; interface->iid; interface++) {
		if (!is_same(interface->iid, riid))
			continue;
		stg_object_ref(object);
		*ppv = (char *)object + interface->offset;
		return S_OK;
	}
	*ppv = NULL;
	if (is_same(&IID_IUnknown, riid)) {
		inner_AddRef(&object->IUnknown_iface);
		*ppv = &object->IUnknown_iface;
		return S_OK;
	}
	if (object->class_->query)
		return object->class_->query(object, riid, ppv);
	return E_NOINTERFACE;
}

HRESULT
stg_object_class_id(const struct stg_object *object, CLSID *clsid)
{
	if (!clsid)
		return E_POINTER;
	*clsid = object->class_->clsid ? *object->class_->clsid : CLSID_NULL;
	return object->class_->clsid ? S_OK : E_FAIL;
}

/* What ends may be referenced for a moment, which must not end it again. */
void
stg_object_end(struct stg_object *object)
{
	object->refs = 1;
	if (object->class_->done)
		object->class_->done(object);
	free(object);
}

HRESULT
stg_object_create(const struct stg_object_class *object_class, IUnknown *outer,
	REFIID riid, void **ppv)
{
	struct stg_object *object;
	HRESULT hr = S_OK;

	if (!ppv)
		return E_POINTER;
	*ppv = NULL;
	if (outer && !IsEqualIID(riid, &IID_IUnknown))
		return CLASS_E_NOAGGREGATION;
	object = calloc(1, object_class->size);
	if (!object)
		return E_OUTOFMEMORY;
	object->IUnknown_iface.lpVtbl = &inner_vtbl;
	object->outer = outer ? outer : &object->IUnknown_iface;
	object->refs = 1;
	object->class_ = object_class;
	if (object_class->init)
		hr = object_class->init(object);
	if (FAILED(hr)) {
		free(object);
		return hr;
	}
	hr = stg_object_query(object, riid, ppv);
	inner_Release(&object->IUnknown_iface);
	return hr;
}

/* --- Class objects are such objects themselves --- */

struct factory {
	struct stg_object object;
	IClassFactory IClassFactory_iface;
	const struct stg_object_class *makes;
};

STG_UNKNOWN(factory, IClassFactory, struct factory)

static HRESULT
factory_CreateInstance(IClassFactory *iface, IUnknown *pUnkOuter, REFIID riid,
	void **ppvObject)
{
	struct factory *factory =
		container_of(iface, struct factory, IClassFactory_iface);

	return stg_object_create(factory->makes, pUnkOuter, riid, ppvObject);
}

/* What is linked into the program stays there. */
static HRESULT
factory_LockServer(IClassFactory *iface, BOOL fLock)
{
	(void)iface;
	(void)fLock;
	return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
	.QueryInterface = factory_QueryInterface,
	.AddRef = factory_AddRef,
	.Release = factory_Release,
	.CreateInstance = factory_CreateInstance,
	.LockServer = factory_LockServer,
};

static HRESULT
factory_init(struct stg_object *object)
{
	struct factory *factory = container_of(object, struct factory, object);

	factory->IClassFactory_iface.lpVtbl = &factory_vtbl;
	return S_OK;
}

static const struct stg_interface factory_interfaces[] = {
	STG_INTERFACE(IClassFactory, struct factory),
	STG_INTERFACES_END,
};

static const struct stg_object_class factory_class = {
	.size = sizeof(struct factory),
	.interfaces = factory_interfaces,
	.init = factory_init,
};

HRESULT
stg_class_factory(const struct stg_object_class *object_class,
	IClassFactory **factory)
{
	void *made;
	HRESULT hr;

	if (!factory)
		return E_POINTER;
	*factory = NULL;
	hr = stg_object_create(&factory_class, NULL, &IID_IClassFactory, &made);
	if (FAILED(hr))
		return hr;
	*factory = made;
	container_of(*factory, struct factory, IClassFactory_iface)->makes =
		object_class;
	return S_OK;
}

HRESULT
stg_register_object_class(const struct stg_object_class *object_class,
	DWORD *number)
{
	IClassFactory *factory;
	HRESULT hr;

	if (!number)
		return E_INVALIDARG;
	*number = 0;
	if (!object_class->clsid)
		return E_INVALIDARG;
	hr = stg_class_factory(object_class, &factory);
	if (FAILED(hr))
		return hr;
	hr = CoRegisterClassObject(object_class->clsid, (IUnknown *)factory,
		CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, number);
	IClassFactory_Release(factory);
	return hr;
}
