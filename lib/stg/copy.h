/* SPDX-License-Identifier: MIT */
/* Copying: IStorage::CopyTo, MoveElementTo and IStream::CopyTo. */
#ifndef STG_STG_COPY_H
#define STG_STG_COPY_H

#include <stg/storage.h>

#include "stg/storage.h"

/**
 * IStorage::CopyTo; the destination may be anybody's. Everything that can be
 * copied is: STG_E_DOCFILECORRUPT, STG_E_READFAULT and STG_E_INVALIDNAME (of an
 * element) come after the rest has arrived.
 */
HRESULT copy_storage(struct storage *source, DWORD excluded,
	const IID *exclude, SNB names, IStorage *destination);

/** The copying half of IStorage::MoveElementTo. */
HRESULT copy_element(struct storage *source, const OLECHAR *name,
	IStorage *destination, const OLECHAR *new_name);

/** IStream::CopyTo, by the methods of both streams. */
HRESULT copy_stream(IStream *source, IStream *destination, uint64_t length,
	ULARGE_INTEGER *read, ULARGE_INTEGER *written);

#endif
