/* SPDX-License-Identifier: MIT */
/* The only switch from the statuses of lib/oleps to HRESULT. */
#include "stg/hresult_oleps.h"

#include "oleps/status.h"

static HRESULT
translate(enum oleps_status status)
{
	switch (status) {
	case OLEPS_OK:
		return S_OK;
	case OLEPS_NOT_OLEPS:
	case OLEPS_UNSUPPORTED:
	case OLEPS_CORRUPT:
		return STG_E_INVALIDHEADER;
	case OLEPS_TOO_DEEP:
	case OLEPS_BAD_TYPE:
		return STG_E_INVALIDPARAMETER;
	case OLEPS_NOT_FOUND:
		return STG_E_FILENOTFOUND;
	case OLEPS_EXISTS:
		return STG_E_FILEALREADYEXISTS;
	case OLEPS_NO_CODEPAGE:
	case OLEPS_NO_TRANSLATION:
		return HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION);
	/* As documented for sets beyond their limit, too. */
	case OLEPS_TOO_LARGE:
	case OLEPS_NO_MEMORY:
		return STG_E_INSUFFICIENTMEMORY;
	}
	return E_UNEXPECTED;
}

HRESULT
hresult_from_oleps(int status)
{
	return translate((enum oleps_status)status);
}
