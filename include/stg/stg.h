/* SPDX-License-Identifier: MIT */
/* All of the library's public interface. */
#ifndef STG_STG_H
#define STG_STG_H

/* The basis. */
#include <stg/abi.h>
#include <stg/types.h>
#include <stg/hresult.h>
#include <stg/guid.h>
#include <stg/unknown.h>
#include <stg/variantutil.h>
#include <stg/memory.h>
#include <stg/initialize.h>
#include <stg/lasterror.h>
#include <stg/stringapi.h>
#include <stg/systemtime.h>

/* Storages, streams and where they live. */
#include <stg/mode.h>
#include <stg/statstg.h>
#include <stg/stream.h>
#include <stg/lockbytes.h>
#include <stg/storage.h>
#include <stg/docfile.h>
#include <stg/async.h>
#include <stg/layout.h>
#include <stg/oplock.h>

/* Values and property sets. */
#include <stg/automation.h>
#include <stg/safearray.h>
#include <stg/propid.h>
#include <stg/propvariant.h>
#include <stg/propvarutil.h>
#include <stg/propset.h>

/* Objects in storages. */
#include <stg/class.h>
#include <stg/persist.h>
#include <stg/object.h>
#include <stg/ole.h>

/* What this library adds. */
#include <stg/helpers.h>
#include <stg/properties.h>
#include <stg/check.h>

#endif
