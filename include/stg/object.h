/* SPDX-License-Identifier: MIT */
/*
 * For people who implement objects in C. An object is a structure that begins
 * with a struct stg_object and holds one member for each interface:
 *
 *	struct chart {
 *		struct stg_object object;
 *		IPersistStorage IPersistStorage_iface;
 *		IPersistStream IPersistStream_iface;
 *		...
 *	};
 *
 *	STG_UNKNOWN(chart_storage, IPersistStorage, struct chart)
 *	STG_UNKNOWN(chart_stream, IPersistStream, struct chart)
 *
 * defines chart_storage_QueryInterface, _AddRef and _Release and so on, for the
 * tables of functions, which otherwise hold the program's own. STG_CLASS_ID
 * does the same for GetClassID. A class lists the interfaces and how an object
 * begins and ends:
 *
 *	static const struct stg_interface chart_interfaces[] = {
 *		STG_INTERFACE(IPersistStorage, struct chart),
 *		STG_INTERFACE(IPersistStream, struct chart),
 *		STG_INTERFACES_END
 *	};
 *	static const struct stg_object_class chart_class = {
 *		.clsid = &CLSID_Chart, .size = sizeof(struct chart),
 *		.interfaces = chart_interfaces,
 *		.init = chart_init, .done = chart_done,
 *	};
 *
 * stg_object_create() makes one, stg_register_object_class() lets others make
 * some. IUnknown, reference counts, identity and aggregation are done: an
 * object can become part of another one whose unknown is in control, and then
 * all its interfaces answer with that one's.
 *
 * An object may contain others in the same way: a member that holds a reference
 * on the other object's own unknown, got with itself as the outer one, and
 * .query in its class, which asks it for interfaces that are not in the list.
 *
 * In C++, where interfaces are classes, none of this is there.
 */
#ifndef STG_OBJECT_H
#define STG_OBJECT_H

#include <assert.h>
#include <stddef.h>

#include <stg/class.h>
#include <stg/persist.h>

#if !STG_CXX_INTERFACES

/* From a member back to the structure around it. */
#define STG_CONTAINER_OF(pointer, type, member)				\
	((type *)(void *)((char *)(pointer) - offsetof(type, member)))

/* One interface of an object, and where its member is. */
struct stg_interface {
	const IID	*iid;	/* NULL ends a list */
	size_t		offset;
};

/* The interfaces that IFoo is derived from need lines of their own. */
#define STG_INTERFACE(interface, type)					\
	{ &IID_##interface, offsetof(type, interface##_iface) }
#define STG_INTERFACE_AS(base, interface, type)				\
	{ &IID_##base, offsetof(type, interface##_iface) }
#define STG_INTERFACES_END	{ NULL, 0 }

struct stg_object;

struct stg_object_class {
	const CLSID	*clsid;		/* NULL: none */
	size_t		size;		/* of the structure */
	const struct stg_interface *interfaces;

	/*
	 * Begins an object, which is all zero but for its struct stg_object:
	 * sets the tables of its interfaces. A failure ends it without done.
	 * May be NULL if that is enough.
	 */
	HRESULT		(*init)(struct stg_object *object);

	/* Ends an object, before its memory is freed. May be NULL. */
	void		(*done)(struct stg_object *object);

	/*
	 * Asked for interfaces that are not in the list, as QueryInterface is,
	 * with *ppv NULL. May be NULL.
	 */
	HRESULT		(*query)(struct stg_object *object, REFIID riid,
				 void **ppv);
};

/** What every such object begins with. */
struct stg_object {
	IUnknown	IUnknown_iface;	/* its own, which does not delegate */
	IUnknown	*outer;		/* the unknown in control */
	ULONG		refs;
	const struct stg_object_class *class_;
};

STG_BEGIN_DECLS

/**
 * Makes an object with one reference and asks it for an interface.
 *
 * @param object_class  its class, which must stay
 * @param outer         the unknown in control, or NULL; riid must be
 *	IID_IUnknown then
 * @param riid          the interface
 * @param ppv           receives it; NULL on failure
 * @return S_OK; E_OUTOFMEMORY; E_NOINTERFACE; CLASS_E_NOAGGREGATION: outer
 *	with another interface than IUnknown; E_POINTER; what init returns
 */
STG_API HRESULT stg_object_create(const struct stg_object_class *object_class,
				  IUnknown *outer, REFIID riid, void **ppv);

/** The object's own QueryInterface; STG_UNKNOWN calls it. */
STG_API HRESULT stg_object_query(struct stg_object *object, REFIID riid,
				 void **ppv);

/**
 * Tells the class of an object; STG_CLASS_ID calls it.
 *
 * @param object  the object
 * @param clsid   receives what its struct stg_object_class has; CLSID_NULL on
 *	failure
 * @return S_OK; E_FAIL: none; E_POINTER
 */
STG_API HRESULT stg_object_class_id(const struct stg_object *object,
				    CLSID *clsid);

/** Ends an object whose last reference is gone; STG_UNKNOWN calls it. */
STG_API void stg_object_end(struct stg_object *object);

/**
 * Makes a class object of a class.
 *
 * @param object_class  the class, which must stay
 * @param factory       receives it; NULL on failure
 * @return S_OK; E_OUTOFMEMORY; E_POINTER
 */
STG_API HRESULT stg_class_factory(const struct stg_object_class *object_class,
				  IClassFactory **factory);

/**
 * Makes a class object and registers it in this process, for multiple use.
 *
 * @param object_class  the class, which must stay
 * @param number        receives the number for CoRevokeClassObject
 * @return as stg_class_factory and CoRegisterClassObject; E_INVALIDARG: the
 *	class has no clsid
 */
STG_API HRESULT stg_register_object_class(
	const struct stg_object_class *object_class, DWORD *number);

/** One more reference on an object, whoever is in control. */
static inline ULONG
stg_object_ref(struct stg_object *object)
{
	if (object->outer != &object->IUnknown_iface)
		return object->outer->lpVtbl->AddRef(object->outer);
	return __atomic_add_fetch(&object->refs, 1, __ATOMIC_RELAXED);
}

/** One less; the object may be gone then. */
static inline ULONG
stg_object_unref(struct stg_object *object)
{
	ULONG refs;

	if (object->outer != &object->IUnknown_iface)
		return object->outer->lpVtbl->Release(object->outer);
	refs = __atomic_sub_fetch(&object->refs, 1, __ATOMIC_ACQ_REL);
	if (refs > 0)
		return refs;
	stg_object_end(object);
	return 0;
}

/** QueryInterface by way of the unknown in control. */
static inline HRESULT
stg_object_ask(struct stg_object *object, REFIID riid, void **ppv)
{
	if (object->outer != &object->IUnknown_iface)
		return object->outer->lpVtbl->QueryInterface(object->outer,
							     riid, ppv);
	return stg_object_query(object, riid, ppv);
}

STG_END_DECLS

/* The first three slots of an interface, for an object that begins as above. */
#define STG_UNKNOWN(prefix, interface, type)				\
	STG_UNKNOWN_AT(prefix, interface, type, interface##_iface)
#define STG_UNKNOWN_AT(prefix, interface, type, member)			\
	static HRESULT							\
	prefix##_QueryInterface(interface *iface, REFIID riid, void **ppv) \
	{								\
		return stg_object_ask(&STG_CONTAINER_OF(iface, type,	\
					       member)->object, riid, ppv); \
	}								\
	static ULONG							\
	prefix##_AddRef(interface *iface)				\
	{								\
		return stg_object_ref(&STG_CONTAINER_OF(iface, type,	\
							member)->object); \
	}								\
	static ULONG							\
	prefix##_Release(interface *iface)				\
	{								\
		return stg_object_unref(&STG_CONTAINER_OF(iface, type,	\
							  member)->object); \
	}

/* IPersist::GetClassID, for the interfaces that have it. */
#define STG_CLASS_ID(prefix, interface, type)				\
	static HRESULT							\
	prefix##_GetClassID(interface *iface, CLSID *pClassID)		\
	{								\
		return stg_object_class_id(&STG_CONTAINER_OF(iface, type, \
			interface##_iface)->object, pClassID);		\
	}

/*
 * A ready IPersistStorage. It keeps the storage and its state, as the contract
 * of IPersistStorage in <stg/persist.h> has it, and calls the implementer for
 * what is to be written and read:
 *
 *	STG_PERSIST_NEW		nothing yet; InitNew or Load, once
 *	STG_PERSIST_SCRIBBLE	may read and write in the storage
 *	STG_PERSIST_NOSCRIBBLE	after Save: may read, must not write
 *	STG_PERSIST_HANDSOFF	has no storage
 *
 * Calls out of order are E_UNEXPECTED (CO_E_ALREADYINITIALIZED for InitNew and
 * Load) and change nothing.
 */
enum stg_persist_state {
	STG_PERSIST_NEW,
	STG_PERSIST_SCRIBBLE,
	STG_PERSIST_NOSCRIBBLE,
	STG_PERSIST_HANDSOFF
};

struct stg_persist_storage;

/* What the implementer does. Each may be NULL where there is nothing to do. */
struct stg_persist_storage_ops {
	/* Begins in an empty storage. */
	HRESULT	(*init_new)(struct stg_object *object, IStorage *storage);
	/* Takes the state from a storage. */
	HRESULT	(*load)(struct stg_object *object, IStorage *storage);
	/*
	 * Writes the state: with `same`, what changed in the storage that the
	 * object keeps; otherwise all of it, into another one.
	 */
	HRESULT	(*save)(struct stg_object *object, IStorage *storage,
			BOOL same);
	/* Releases whatever it has open in the storage. */
	void	(*release)(struct stg_object *object);
	/* Opens that again, in the storage that it keeps from now on. */
	HRESULT	(*reopen)(struct stg_object *object, IStorage *storage);
};

struct stg_persist_storage {
	IPersistStorage	IPersistStorage_iface;
	struct stg_object *object;
	const struct stg_persist_storage_ops *ops;
	IStorage	*storage;	/* NULL: none */
	enum stg_persist_state state;
	BOOL		dirty;		/* set by the implementer */
	BOOL		saved_same;	/* the last Save was into `storage` */
};

STG_BEGIN_DECLS

/**
 * Sets up the member for an object, in its init. In the list of interfaces it
 * is STG_PERSIST_STORAGE(type, member).
 */
STG_API void stg_persist_storage_init(
	struct stg_persist_storage *persist, struct stg_object *object,
	const struct stg_persist_storage_ops *ops);

/** Releases the storage, in the object's done. */
STG_API void stg_persist_storage_done(struct stg_persist_storage *persist);

STG_END_DECLS

#define STG_PERSIST_STORAGE(type, member)				\
	{ &IID_IPersistStorage,						\
	  offsetof(type, member.IPersistStorage_iface) },		\
	{ &IID_IPersist, offsetof(type, member.IPersistStorage_iface) }

/**
 * The storage, to write into it. In a debug build a call in another state than
 * scribble is an assertion; otherwise it gives NULL.
 */
static inline IStorage *
stg_persist_to_write(const struct stg_persist_storage *persist)
{
	assert(persist->state == STG_PERSIST_SCRIBBLE);
	return persist->state == STG_PERSIST_SCRIBBLE ? persist->storage :
		NULL;
}

/** The storage, to read from it: not when the object has its hands off. */
static inline IStorage *
stg_persist_to_read(const struct stg_persist_storage *persist)
{
	assert(persist->state == STG_PERSIST_SCRIBBLE ||
	       persist->state == STG_PERSIST_NOSCRIBBLE);
	return persist->storage;
}

#endif

#endif
