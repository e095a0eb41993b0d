/* SPDX-License-Identifier: MIT */
/* From the engine's status to an HRESULT: the only place that knows both. */
#ifndef STG_STG_HRESULT_H
#define STG_STG_HRESULT_H

#include <stg/types.h>

/**
 * `status` is what an engine function returned: an enum cfb_status, an errno
 * with its operation, or a foreign device's HRESULT, which comes back as it
 * was (io/device.h).
 */
HRESULT hresult_from_status(int status);

#endif
