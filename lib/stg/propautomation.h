/* SPDX-License-Identifier: MIT */
/* Values of automation, seen as values of properties. */
#ifndef STG_STG_PROPAUTOMATION_H
#define STG_STG_PROPAUTOMATION_H

#include <stdbool.h>

#include <stg/propvariant.h>

/**
 * Make a value that holds what a VARIANT holds, or what that refers to, without
 * copying any of it. DISP_E_BADVARTYPE: not a value of automation;
 * E_INVALIDARG: refers to nothing. The view is empty on failure.
 */
HRESULT propautomation_view(const VARIANT *var, PROPVARIANT *view);

#endif
