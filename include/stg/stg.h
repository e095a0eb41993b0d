/* SPDX-License-Identifier: MIT */
/* All of the library's public interface. */
#ifndef STG_STG_H
#define STG_STG_H

#include <stg/abi.h>
#include <stg/types.h>
#include <stg/hresult.h>
#include <stg/guid.h>
#include <stg/unknown.h>
#include <stg/memory.h>
#include <stg/mode.h>
#include <stg/statstg.h>
#include <stg/stream.h>
#include <stg/lockbytes.h>
#include <stg/storage.h>
#include <stg/docfile.h>
#include <stg/automation.h>
#include <stg/helpers.h>
#include <stg/check.h>

#endif
