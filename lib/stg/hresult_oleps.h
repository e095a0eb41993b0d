/* SPDX-License-Identifier: MIT */
/* How a function of the property set codec ended, as HRESULT. */
#ifndef STG_STG_HRESULT_OLEPS_H
#define STG_STG_HRESULT_OLEPS_H

#include <stg/hresult.h>

HRESULT hresult_from_oleps(int status);

#endif
