/* SPDX-License-Identifier: MIT */
/*
 * An open property set, and all those of one storage.
 *
 * A set is decoded when it is opened and stays in memory; it goes back to its
 * stream when it is committed or released, and when its storage is committed,
 * copied or released. Everything below a set is used by its public methods, so
 * that storages and streams of other makers do as well.
 *
 * Locks: that of the list of sets comes before that of a set, and both before
 * whatever storages and streams lock for themselves.
 */
#ifndef STG_STG_PROPSTG_H
#define STG_STG_PROPSTG_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <stg/propset.h>

#include "base/list.h"
#include "oleps/defect.h"
#include "oleps/set.h"

struct propsets;

struct propstg {
	IPropertyStorage IPropertyStorage_iface;
	atomic_uint refs;
	pthread_mutex_t lock;

	/* Where it is listed; guarded by the list's lock. */
	struct propsets *sets; /* or NULL */
	struct list link;
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];

	FMTID fmtid;
	DWORD mode;
	DWORD flags;

	/* All below is guarded by the lock. */
	IStream *stream;   /* of the set, NULL once it is gone */
	IStorage *storage; /* of a set with values beside it, else NULL */
	struct oleps_set *set;
	struct oleps_section *section;
	bool changed;
	size_t limit;      /* bytes that the stream may have */
	size_t size;       /* bytes that it has at most, as far as known */
	PROPID first_name; /* numbers from here to next_name are in use */
	PROPID next_name;
};

/* What a new set is made of. */
struct propstg_plan {
	const FMTID *fmtid;
	const CLSID *clsid; /* or NULL */
	DWORD flags;
	DWORD mode;
};

/**
 * Make the object of a set. It takes a reference on the stream and, if there
 * is one, on the storage. Its set has to come from one of the next two.
 */
HRESULT propstg_make(const struct propstg_plan *plan, IStream *stream,
	IStorage *storage, struct propstg **p);

/** Begin a set; beside what is in the stream when it is of a shared one. */
HRESULT propstg_begin(struct propstg *p, const struct propstg_plan *plan);

/** Read the set from its stream; STG_E_FILENOTFOUND: it is not in there. */
HRESULT propstg_load(struct propstg *p);

/** Write it back if it changed. Under its lock. */
HRESULT propstg_flush(struct propstg *p);

/** It was deleted or replaced: whoever has it finds it reverted. */
void propstg_kill(struct propstg *p);

/** Lock an object that is alive; on failure it is not locked. */
HRESULT propstg_enter(struct propstg *p);

/** As propstg_enter, for a change. */
HRESULT propstg_enter_to_write(struct propstg *p);

/** Note a change, or write it where nothing is kept back. Under its lock. */
HRESULT propstg_touch(struct propstg *p);

void propstg_leave(struct propstg *p);

/** Decode a stream. STG_E_INVALIDHEADER; *size are its bytes. */
HRESULT propstg_decode(IStream *stream, struct oleps_set **set, size_t *size);

/** The same, with the defects told as they are met. */
HRESULT propstg_decode_telling(IStream *stream, oleps_defect_fn *defect,
	void *context, struct oleps_set **set, size_t *size);

/** Encode a set and put it in place of what a stream holds. */
HRESULT propstg_encode(IStream *stream, const struct oleps_set *set,
	size_t limit, size_t *size);

/* The slots that are elsewhere. */
HRESULT propstg_ReadMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[], PROPVARIANT rgpropvar[]);
HRESULT propstg_WriteMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[], const PROPVARIANT rgpropvar[],
	PROPID propidNameFirst);
HRESULT propstg_DeleteMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[]);
HRESULT propstg_ReadPropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[], LPOLESTR rglpwstrName[]);
HRESULT propstg_WritePropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[], const LPOLESTR rglpwstrName[]);
HRESULT propstg_DeletePropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[]);
HRESULT propstg_Enum(IPropertyStorage *iface, IEnumSTATPROPSTG **ppenum);

struct propstg *propstg_from_interface(IPropertyStorage *iface);

/** Whether a property has a value that is read, and listed. */
bool propstg_is_ordinary(const struct oleps_property *property);

/** What the specification of a property stands for. */
HRESULT propstg_resolve(const struct propstg *p, const PROPSPEC *spec,
	PROPID *propid);

/* Values beside the set, propstg_beside.c. */
HRESULT propstg_open_beside(struct propstg *p,
	const struct oleps_value *value, PROPVARIANT *out);
HRESULT propstg_write_beside(struct propstg *p, const OLECHAR *name,
	const PROPVARIANT *value);
void propstg_drop_beside(struct propstg *p, const struct oleps_value *value,
	const OLECHAR *but);

#endif
