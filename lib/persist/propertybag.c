/* SPDX-License-Identifier: MIT */
/*
 * A property bag in memory, for objects that save themselves as values by name.
 * Names are the same whatever their case in ASCII, and keep their order.
 */
#include <stg/object.h>
#include <stg/propvariant.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "base/list.h"
#include "base/utf16.h"
#include "persist/ansi.h"

struct property {
	struct list node;
	VARIANT value;
	OLECHAR name[];
};

struct bag {
	struct stg_object object;
	IPropertyBag IPropertyBag_iface;
	pthread_mutex_t lock;
	struct list properties;
};

STG_UNKNOWN(bag, IPropertyBag, struct bag)

static struct bag *
from_IPropertyBag(IPropertyBag *iface)
{
	return container_of(iface, struct bag, IPropertyBag_iface);
}

/* Under the lock. */
static struct property *
find(struct bag *bag, const OLECHAR *name)
{
	for (struct list *node = bag->properties.next;
		node != &bag->properties; node = node->next) {
		struct property *property =
			container_of(node, struct property, node);

		if (olestr_is_same(name, property->name))
			return property;
	}
	return NULL;
}

static HRESULT
bag_Read(IPropertyBag *iface, LPCOLESTR pszPropName, VARIANT *pVar,
	IErrorLog *pErrorLog)
{
	struct bag *bag = from_IPropertyBag(iface);
	struct property *property;
	HRESULT hr = E_INVALIDARG;
	VARTYPE wanted;

	(void)pErrorLog;
	if (!pszPropName || !pVar)
		return E_POINTER;
	wanted = pVar->vt;
	VariantInit(pVar);
	pthread_mutex_lock(&bag->lock);
	property = find(bag, pszPropName);
	if (property && (wanted == VT_EMPTY || wanted == property->value.vt))
		hr = VariantCopy(pVar, &property->value);
	pthread_mutex_unlock(&bag->lock);
	return hr;
}

static struct property *
create(const OLECHAR *name)
{
	size_t size = (utf16_length(name) + 1) * sizeof *name;
	struct property *property = malloc(sizeof *property + size);

	if (!property)
		return NULL;
	list_init(&property->node);
	VariantInit(&property->value);
	memcpy(property->name, name, size);
	return property;
}

static void
destroy(struct property *property)
{
	if (!property)
		return;
	list_remove(&property->node);
	(void)VariantClear(&property->value);
	free(property);
}

static HRESULT
bag_Write(IPropertyBag *iface, LPCOLESTR pszPropName, VARIANT *pVar)
{
	struct bag *bag = from_IPropertyBag(iface);
	struct property *property, *old;
	HRESULT hr;

	if (!pszPropName || !pVar)
		return E_POINTER;
	property = create(pszPropName);
	if (!property)
		return E_OUTOFMEMORY;
	hr = VariantCopy(&property->value, pVar);
	if (FAILED(hr)) {
		destroy(property);
		return hr;
	}
	pthread_mutex_lock(&bag->lock);
	old = find(bag, pszPropName);
	list_append(old ? &old->node : &bag->properties, &property->node);
	if (old)
		list_remove(&old->node);
	pthread_mutex_unlock(&bag->lock);
	destroy(old);
	return S_OK;
}

static const IPropertyBagVtbl bag_vtbl = {
	.QueryInterface = bag_QueryInterface,
	.AddRef = bag_AddRef,
	.Release = bag_Release,
	.Read = bag_Read,
	.Write = bag_Write,
};

static HRESULT
bag_init(struct stg_object *object)
{
	struct bag *bag = container_of(object, struct bag, object);

	bag->IPropertyBag_iface.lpVtbl = &bag_vtbl;
	list_init(&bag->properties);
	pthread_mutex_init(&bag->lock, NULL);
	return S_OK;
}

static void
bag_done(struct stg_object *object)
{
	struct bag *bag = container_of(object, struct bag, object);

	while (!list_empty(&bag->properties))
		destroy(container_of(bag->properties.next, struct property,
			node));
	pthread_mutex_destroy(&bag->lock);
}

static const struct stg_interface bag_interfaces[] = {
	STG_INTERFACE(IPropertyBag, struct bag),
	STG_INTERFACES_END,
};

static const struct stg_object_class bag_class = {
	.size = sizeof(struct bag),
	.interfaces = bag_interfaces,
	.init = bag_init,
	.done = bag_done,
};

HRESULT
stg_create_property_bag(IPropertyBag **bag)
{
	void *made = NULL;
	HRESULT hr;

	if (!bag)
		return E_POINTER;
	hr = stg_object_create(&bag_class, NULL, &IID_IPropertyBag, &made);
	*bag = made;
	return hr;
}
