/* SPDX-License-Identifier: MIT */
/* A new status without a case here is a compiler warning: no default. */
#include "stg/hresult.h"

#include <stg/hresult.h>

#include "cfb/status.h"
#include "stg/errno_hresult.h"

static HRESULT
from_cfb_status(enum cfb_status status)
{
	switch (status) {
	case CFB_OK:
		return S_OK;
	case CFB_NOT_CFB:
		return STG_E_FILEALREADYEXISTS;
	case CFB_OLD_FORMAT:
		return STG_E_OLDFORMAT;
	case CFB_BAD_HEADER:
		return STG_E_INVALIDHEADER;
	case CFB_CORRUPT:
		return STG_E_DOCFILECORRUPT;
	case CFB_NOT_FOUND:
		return STG_E_FILENOTFOUND;
	case CFB_EXISTS:
		return STG_E_FILEALREADYEXISTS;
	case CFB_TOO_LARGE:
		return STG_E_DOCFILETOOLARGE;
	case CFB_NO_MEMORY:
		return STG_E_INSUFFICIENTMEMORY;
	case CFB_STOPPED:
		return S_FALSE;
	}
	return E_UNEXPECTED;
}

HRESULT
hresult_from_status(int status)
{
	if (status < 0)
		return (HRESULT)status;
	if (status >= IO_OPEN)
		return hresult_from_errno(IO_ERRNO(status),
			IO_OPERATION(status));
	return from_cfb_status((enum cfb_status)status);
}
