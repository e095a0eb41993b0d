/* SPDX-License-Identifier: MIT */
/*
 * What the shared library exports besides functions: identifiers with the right
 * values, and words for results.
 */
#include <stdio.h>
#include <string.h>

#include <stg/stg.h>

struct known {
	const char *name;
	const GUID *guid;
	const char *text;
};

#define KNOWN(guid, text)          \
	{                          \
#guid, &guid, text \
	}

/* The values as they are published, digit by digit. */
static const struct known identifiers[] = {
	KNOWN(GUID_NULL, "00000000-0000-0000-0000-000000000000"),
	KNOWN(IID_NULL, "00000000-0000-0000-0000-000000000000"),
	KNOWN(CLSID_NULL, "00000000-0000-0000-0000-000000000000"),
	KNOWN(FMTID_NULL, "00000000-0000-0000-0000-000000000000"),
	KNOWN(IID_IUnknown, "00000000-0000-0000-C000-000000000046"),
	KNOWN(IID_IClassFactory, "00000001-0000-0000-C000-000000000046"),
	KNOWN(IID_IMalloc, "00000002-0000-0000-C000-000000000046"),
	KNOWN(IID_IMallocSpy, "0000001D-0000-0000-C000-000000000046"),
	KNOWN(IID_ISequentialStream, "0C733A30-2A1C-11CE-ADE5-00AA0044773D"),
	KNOWN(IID_IStream, "0000000C-0000-0000-C000-000000000046"),
	KNOWN(IID_IStorage, "0000000B-0000-0000-C000-000000000046"),
	KNOWN(IID_IEnumSTATSTG, "0000000D-0000-0000-C000-000000000046"),
	KNOWN(IID_ILockBytes, "0000000A-0000-0000-C000-000000000046"),
	KNOWN(IID_IRootStorage, "00000012-0000-0000-C000-000000000046"),
	KNOWN(IID_IDirectWriterLock, "0E6D4D92-6738-11CF-9608-00AA00680DB4"),
	KNOWN(IID_IFillLockBytes, "99CAF010-415E-11CF-8814-00AA00B569F5"),
	KNOWN(IID_IProgressNotify, "A9D758A0-4617-11CF-95FC-00AA00680DB4"),
	KNOWN(IID_ILayoutStorage, "0E6D4D90-6738-11CF-9608-00AA00680DB4"),
	KNOWN(IID_IBlockingLock, "30F3D47A-6447-11D1-8E3C-00C04FB9386D"),
	KNOWN(IID_ITimeAndNoticeControl,
		"BC0BF6AE-8878-11D1-83E9-00C04FC2C6D4"),
	KNOWN(IID_IOplockStorage, "8D19C834-8879-11D1-83E9-00C04FC2C6D4"),
	KNOWN(IID_IPropertySetStorage, "0000013A-0000-0000-C000-000000000046"),
	KNOWN(IID_IPropertyStorage, "00000138-0000-0000-C000-000000000046"),
	KNOWN(IID_IEnumSTATPROPSTG, "00000139-0000-0000-C000-000000000046"),
	KNOWN(IID_IEnumSTATPROPSETSTG, "0000013B-0000-0000-C000-000000000046"),
	KNOWN(IID_IPersist, "0000010C-0000-0000-C000-000000000046"),
	KNOWN(IID_IPersistStream, "00000109-0000-0000-C000-000000000046"),
	KNOWN(IID_IPersistStreamInit, "7FD52380-4E07-101B-AE2D-08002B2EC713"),
	KNOWN(IID_IPersistMemory, "BD1AE5E0-A6AE-11CE-BD37-504200C10000"),
	KNOWN(IID_IPersistStorage, "0000010A-0000-0000-C000-000000000046"),
	KNOWN(IID_IPersistFile, "0000010B-0000-0000-C000-000000000046"),
	KNOWN(IID_IPropertyBag, "55272A00-42CB-11CE-8135-00AA004BB851"),
	KNOWN(IID_IPersistPropertyBag, "37D84F60-42CB-11CE-8135-00AA004BB851"),
	KNOWN(IID_IErrorLog, "3127CA40-446E-11CE-8135-00AA004BB851"),
	KNOWN(FMTID_SummaryInformation, "F29F85E0-4FF9-1068-AB91-08002B27B3D9"),
	KNOWN(FMTID_DocSummaryInformation,
		"D5CDD502-2E9C-101B-9397-08002B2CF9AE"),
	KNOWN(FMTID_UserDefinedProperties,
		"D5CDD505-2E9C-101B-9397-08002B2CF9AE"),
	KNOWN(FMTID_DiscardableInformation,
		"D725EBB0-C9B8-11D1-89BC-0000F804B057"),
	KNOWN(FMTID_ImageSummaryInformation,
		"6444048F-4C8B-11D1-8B70-080036B11A03"),
	KNOWN(FMTID_AudioSummaryInformation,
		"64440490-4C8B-11D1-8B70-080036B11A03"),
	KNOWN(FMTID_VideoSummaryInformation,
		"64440491-4C8B-11D1-8B70-080036B11A03"),
	KNOWN(FMTID_MediaFileSummaryInformation,
		"64440492-4C8B-11D1-8B70-080036B11A03"),
	KNOWN(FMTID_GlobalInfo, "56616F00-C154-11CE-8553-00AA00A1F95B"),
	KNOWN(FMTID_ImageContents, "56616400-C154-11CE-8553-00AA00A1F95B"),
	KNOWN(FMTID_ImageInfo, "56616500-C154-11CE-8553-00AA00A1F95B"),
	KNOWN(FMTID_PropertyBag, "20001801-5DE6-11D1-8E38-00C04FB9386D"),
	KNOWN(CLSID_StdOleLink, "00000300-0000-0000-C000-000000000046"),
	KNOWN(CLSID_StaticMetafile, "00000315-0000-0000-C000-000000000046"),
	KNOWN(CLSID_StaticDib, "00000316-0000-0000-C000-000000000046"),
};

static int
identifier_has_its_value(const struct known *known)
{
	const GUID *guid = known->guid;
	char text[37];

	snprintf(text, sizeof(text),
		"%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X",
		(unsigned)guid->Data1, guid->Data2, guid->Data3, guid->Data4[0],
		guid->Data4[1], guid->Data4[2], guid->Data4[3], guid->Data4[4],
		guid->Data4[5], guid->Data4[6], guid->Data4[7]);
	if (strcmp(text, known->text) == 0)
		return 1;
	fprintf(stderr, "%s is %s\n", known->name, text);
	return 0;
}

/* A result has a name and a sentence, or no name and a sentence still. */
static int
result_reads_well(HRESULT hr, unsigned *named)
{
	const char *name = stg_hresult_name(hr);
	const char *text = stg_hresult_text(hr);
	size_t length = text ? strlen(text) : 0;

	if (name)
		++*named;
	if (length > 10 && text[length - 1] == '.' && text[0] >= 'A' &&
		text[0] <= 'Z' && (!name || strchr(name, '_')))
		return 1;
	fprintf(stderr, "0x%08X: %s\n", (unsigned)hr, text ? text : "NULL");
	return 0;
}

static int
results_read_well(void)
{
	static const ULONG codes[] = { 0, 0x4000, 0xA00, 0xFF00 };
	unsigned named = 0;
	int failures = 0;

	for (ULONG high = 0; high < 16; high++) {
		for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
			for (ULONG low = 0; low < 0x500; low++) {
				HRESULT hr = MAKE_HRESULT(high & 1, high >> 1,
					((codes[i] + low) & 0xFFFF));

				failures += !result_reads_well(hr, &named);
			}
		}
	}
	if (named < 100) {
		fprintf(stderr, "only %u results have names\n", named);
		failures++;
	}
	return failures;
}

static int
names_are_right(void)
{
	int failures = 0;

	failures += strcmp(stg_hresult_name(STG_E_FILENOTFOUND),
			    "STG_E_FILENOTFOUND") != 0;
	failures += strcmp(stg_hresult_name(S_OK), "S_OK") != 0;
	failures += strcmp(stg_hresult_name(STG_S_WALK_PRUNE),
			    "STG_S_WALK_PRUNE") != 0;
	failures += stg_hresult_name((HRESULT)0x8003FFFF) != NULL;
	failures += strcmp(stg_hresult_text(STG_E_DOCFILECORRUPT),
			    "The file is damaged.") != 0;
	return failures;
}

int
main(void)
{
	int failures = 0;

	for (size_t i = 0; i < sizeof(identifiers) / sizeof(identifiers[0]);
		i++)
		failures += !identifier_has_its_value(&identifiers[i]);
	failures += results_read_well();
	failures += names_are_right();
	return failures != 0;
}
