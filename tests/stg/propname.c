/* SPDX-License-Identifier: MIT */
/* Names of elements that hold property sets. [MS-OLEPS] 2.23, 3.2.2 */
#include "propset.h"

static const struct {
	FMTID fmtid;
	const char *name;
} names[] = {
	{ { 0x20001801, 0x5DE6, 0x11D1,
		  { 0x8E, 0x38, 0x00, 0xC0, 0x4F, 0xB9, 0x38, 0x6D } },
		"\005Bagaaqy23kudbhchAaq5u2chNd" },
	{ { 0xD170DF2E, 0x1117, 0x11D2,
		  { 0xAA, 0x01, 0x00, 0x80, 0x5F, 0xFE, 0x11, 0xB8 } },
		"\005Ozxbxi5cRqudbvgaAaa5f5hcYf" },
	{ { 0, 0, 0, { 0 } }, "\005AaaaaaaaAaaaaaaaAaaaaaaaAa" },
};

static void
widen(const char *text, OLECHAR *wide)
{
	do
		*wide++ = (unsigned char)*text;
	while (*text++);
}

START_TEST(formats_have_names_and_back)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	FMTID fmtid;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		ck_hr(FmtIdToPropStgName(&names[i].fmtid, name), S_OK);
		ck_assert(is_text(name, names[i].name));
		memset(&fmtid, 0x55, sizeof fmtid);
		ck_hr(PropStgNameToFmtId(name, &fmtid), S_OK);
		ck_assert(IsEqualGUID(&fmtid, &names[i].fmtid));
	}
}
END_TEST

START_TEST(some_have_names_of_their_own)
{
	static const struct {
		const FMTID *fmtid;
		const char *name;
	} own_names[] = {
		{ &FMTID_SummaryInformation, "\005SummaryInformation" },
		{ &FMTID_DocSummaryInformation,
			"\005DocumentSummaryInformation" },
		{ &FMTID_GlobalInfo, "\005GlobalInfo" },
		{ &FMTID_ImageContents, "\005ImageContents" },
		{ &FMTID_ImageInfo, "\005ImageInfo" },
	};
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	FMTID fmtid;

	for (size_t i = 0; i < ARRAY_SIZE(own_names); i++) {
		ck_hr(FmtIdToPropStgName(own_names[i].fmtid, name), S_OK);
		ck_assert(is_text(name, own_names[i].name));
		ck_hr(PropStgNameToFmtId(name, &fmtid), S_OK);
		ck_assert(IsEqualGUID(&fmtid, own_names[i].fmtid));
	}
	ck_hr(FmtIdToPropStgName(&FMTID_UserDefinedProperties, name), S_OK);
	ck_assert(is_text(name, "\005DocumentSummaryInformation"));
}
END_TEST

START_TEST(case_does_not_count)
{
	static const char *const texts[] = { "\005sUMMARYiNFORMATION",
		"\005bAGAAQY23KUDBHCHaAQ5U2CHnD" };
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	FMTID fmtid;

	widen(texts[0], name);
	ck_hr(PropStgNameToFmtId(name, &fmtid), S_OK);
	ck_assert(IsEqualGUID(&fmtid, &FMTID_SummaryInformation));
	widen(texts[1], name);
	ck_hr(PropStgNameToFmtId(name, &fmtid), S_OK);
	ck_assert(IsEqualGUID(&fmtid, &names[0].fmtid));
}
END_TEST

START_TEST(other_names_are_refused)
{
	static const char *const texts[] = { "", "\005", "SummaryInformation",
		"\006SummaryInformation", "\005SummaryInformatio",
		"\005SummaryInformation2", "\005AaaaaaaaAaaaaaaaAaaaaaaaA",
		"\005AaaaaaaaAaaaaaaaAaaaaaaaAaa",
		"\005Aaaaaaa6Aaaaaaaa" "Aaaaaaaa" "Aa",
		/* More than 128 bits. */
		"\005AaaaaaaaAaaaaaaaAaaaaaaaAi" };
	OLECHAR name[40];
	FMTID fmtid;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		widen(texts[i], name);
		ck_hr(PropStgNameToFmtId(name, &fmtid), STG_E_INVALIDNAME);
	}
}
END_TEST

START_TEST(nulls_are_refused)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	FMTID fmtid;

	ck_hr(PropStgNameToFmtId(NULL, NULL), E_INVALIDARG);
	ck_hr(PropStgNameToFmtId(name, NULL), E_INVALIDARG);
	ck_hr(PropStgNameToFmtId(NULL, &fmtid), STG_E_INVALIDNAME);
	ck_hr(FmtIdToPropStgName(NULL, name), E_INVALIDARG);
	ck_hr(FmtIdToPropStgName(&fmtid, NULL), E_INVALIDARG);
}
END_TEST

/* Every bit of an identifier has its place in the name. */
START_TEST(every_bit_comes_back)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];

	for (unsigned bit = 0; bit < 128; bit++) {
		uint8_t raw[sizeof(FMTID)] = { 0 };
		FMTID fmtid;
		FMTID back;

		raw[bit / 8] = (uint8_t)(1 << bit % 8);
		memcpy(&fmtid, raw, sizeof fmtid);
		ck_hr(FmtIdToPropStgName(&fmtid, name), S_OK);
		ck_hr(PropStgNameToFmtId(name, &back), S_OK);
		ck_assert(IsEqualGUID(&fmtid, &back));
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		formats_have_names_and_back,
		some_have_names_of_their_own,
		case_does_not_count,
		other_names_are_refused,
		nulls_are_refused,
		every_bit_comes_back,
	};

	return run_tests("propname", tests, ARRAY_SIZE(tests));
}
