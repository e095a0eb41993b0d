/* SPDX-License-Identifier: MIT */
/*
 * <stg/propvarutil.h>: values of any type that are read as a number, as far as
 * it fits. Text is a number where it is one as C writes it, in any locale.
 */
#include <stg/propvarutil.h>

#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "stg/propelement.h"
#include "stg/vartype.h"

#define NUMBER_TEXT 64 /* more than any number that is written sensibly */
#define HEX_DIGITS  "0123456789abcdefABCDEF"

/* A number without its type. */
struct number {
	enum { WHOLE, UNSIGNED, REAL } kind;
	LONGLONG whole;
	ULONGLONG unsigned_;
	double real;
};

static bool
set_whole(struct number *n, LONGLONG value)
{
	n->kind = WHOLE;
	n->whole = value;
	return true;
}

static bool
set_unsigned(struct number *n, ULONGLONG value)
{
	if (value <= INT64_MAX)
		return set_whole(n, (LONGLONG)value);
	n->kind = UNSIGNED;
	n->unsigned_ = value;
	return true;
}

static bool
set_real(struct number *n, double value)
{
	n->kind = REAL;
	n->real = value;
	return true;
}

static bool
set_decimal(struct number *n, const DECIMAL *decimal)
{
	double value = decimal->Hi32 * 18446744073709551616.0 +
		       (double)decimal->Lo64;
	double divisor = 1;

	for (unsigned i = 0; i < decimal->scale; i++)
		divisor *= 10;
	return set_real(n, decimal->sign & DECIMAL_NEG ? -value / divisor
						       : value / divisor);
}

static bool
number_of(const PROPVARIANT *v, struct number *n)
{
	switch (v->vt) {
	case VT_EMPTY:
		return set_whole(n, 0);
	case VT_I1:
		return set_whole(n, (signed char)v->bVal);
	case VT_UI1:
		return set_whole(n, v->bVal);
	case VT_I2:
		return set_whole(n, v->iVal);
	case VT_UI2:
		return set_whole(n, v->uiVal);
	case VT_BOOL:
		return set_whole(n, v->boolVal != VARIANT_FALSE ? -1 : 0);
	case VT_I4:
	case VT_INT:
		return set_whole(n, v->lVal);
	case VT_UI4:
	case VT_UINT:
		return set_whole(n, v->ulVal);
	case VT_I8:
		return set_whole(n, v->hVal.QuadPart);
	case VT_UI8:
		return set_unsigned(n, v->uhVal.QuadPart);
	case VT_R4:
		return set_real(n, (double)v->fltVal);
	case VT_R8:
	case VT_DATE:
		return set_real(n, v->dblVal);
	case VT_CY:
		return set_real(n, (double)v->cyVal.int64 / 10000);
	case VT_DECIMAL:
		return set_decimal(n, &v->decVal);
	default:
		return false;
	}
}

/* Copy text that is all ASCII, without the blanks around it. */
static bool
ascii_of(const PROPVARIANT *v, char text[NUMBER_TEXT])
{
	size_t n = 0;
	bool wide = v->vt == VT_LPWSTR || v->vt == VT_BSTR;

	if ((!wide && v->vt != VT_LPSTR) || !v->pszVal)
		return false;
	for (size_t i = 0;; i++) {
		unsigned unit = wide ? v->pwszVal[i]
				     : (unsigned char)v->pszVal[i];

		if (unit == 0)
			break;
		if (n == 0 && unit == ' ')
			continue;
		if (unit > 0x7E || n == NUMBER_TEXT - 1)
			return false;
		text[n++] = (char)unit;
	}
	while (n > 0 && text[n - 1] == ' ')
		n--;
	text[n] = 0;
	return n > 0;
}

static bool
parse_real(const char *text, struct number *n)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	double value;
	char *end;

	if (!c)
		return false;
	value = strtod_l(text, &end, c);
	freelocale(c);
	return *end == 0 && set_real(n, value);
}

static bool
is_hexadecimal(const char *text)
{
	return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
	       text[2] && !text[2 + strspn(text + 2, HEX_DIGITS)];
}

bool
propelement_is_hexadecimal(const PROPVARIANT *pvar)
{
	char text[NUMBER_TEXT];

	return ascii_of(pvar, text) && is_hexadecimal(text);
}

static bool
parse(const char *text, struct number *n)
{
	const char *digits = text + (*text == '-' || *text == '+');
	char *end;

	errno = 0;
	if (is_hexadecimal(text)) {
		(void)set_unsigned(n, strtoull(text, &end, 16));
		return errno == 0 || parse_real(text, n);
	}
	/* Not the words for what is no number. */
	if (text[strspn(text, "0123456789+-.eE")] != 0)
		return false;
	if (*digits && digits[strspn(digits, "0123456789")] == 0) {
		if (*text == '-')
			(void)set_whole(n, strtoll(text, &end, 10));
		else
			(void)set_unsigned(n, strtoull(text, &end, 10));
		if (errno == 0)
			return true;
	}
	return parse_real(text, n);
}

static HRESULT
read_number(const PROPVARIANT *v, struct number *n)
{
	char text[NUMBER_TEXT];

	if (number_of(v, n) || (ascii_of(v, text) && parse(text, n)))
		return S_OK;
	return DISP_E_TYPEMISMATCH;
}

/* A fraction is cut off; a NaN is in no range. */
static bool
cut_off(struct number *n)
{
	if (n->kind != REAL)
		return true;
	if (n->real > -9223372036854775808.0 && n->real < 9223372036854775808.0)
		return set_whole(n, (LONGLONG)n->real);
	if (n->real > 0 && n->real < 18446744073709551616.0)
		return set_unsigned(n, (ULONGLONG)n->real);
	return false;
}

/* Whole numbers; those of VT_UI8 go further still. */
static const struct {
	VARTYPE vt;
	LONGLONG least, most;
} ranges[] = {
	{ VT_I1, INT8_MIN, INT8_MAX },
	{ VT_UI1, 0, UINT8_MAX },
	{ VT_I2, INT16_MIN, INT16_MAX },
	{ VT_UI2, 0, UINT16_MAX },
	{ VT_I4, INT32_MIN, INT32_MAX },
	{ VT_UI4, 0, UINT32_MAX },
	{ VT_INT, INT32_MIN, INT32_MAX },
	{ VT_UINT, 0, UINT32_MAX },
	{ VT_I8, INT64_MIN, INT64_MAX },
	{ VT_UI8, 0, INT64_MAX },
};

static bool
fits(const struct number *n, VARTYPE vt)
{
	size_t i = 0;

	if (n->kind == UNSIGNED)
		return vt == VT_UI8;
	while (ranges[i].vt != vt)
		i++;
	return n->whole >= ranges[i].least && n->whole <= ranges[i].most;
}

static void
store(uint64_t bits, size_t size, void *out)
{
	uint8_t one = (uint8_t)bits;
	uint16_t two = (uint16_t)bits;
	uint32_t four = (uint32_t)bits;

	if (size == sizeof one)
		memcpy(out, &one, sizeof one);
	else if (size == sizeof two)
		memcpy(out, &two, sizeof two);
	else if (size == sizeof four)
		memcpy(out, &four, sizeof four);
	else
		memcpy(out, &bits, sizeof bits);
}

static HRESULT
to_whole(const PROPVARIANT *v, VARTYPE vt, void *out)
{
	size_t size = vartype_of(vt).size;
	struct number n;
	HRESULT hr = read_number(v, &n);

	store(0, size, out);
	if (FAILED(hr))
		return hr;
	/* TRUE has all bits set in every type. */
	if (v->vt != VT_BOOL && (!cut_off(&n) || !fits(&n, vt)))
		return INTSAFE_E_ARITHMETIC_OVERFLOW;
	store(n.kind == UNSIGNED ? n.unsigned_ : (uint64_t)n.whole, size, out);
	return S_OK;
}

static HRESULT
to_real(const PROPVARIANT *v, DOUBLE *out)
{
	struct number n;
	HRESULT hr = read_number(v, &n);

	*out = 0;
	if (FAILED(hr))
		return hr;
	if (n.kind == REAL)
		*out = n.real;
	else if (n.kind == UNSIGNED)
		*out = (double)n.unsigned_;
	else
		*out = (double)n.whole;
	return S_OK;
}

static HRESULT
to_boolean(const PROPVARIANT *v, BOOL *out)
{
	char text[NUMBER_TEXT];
	double value;
	HRESULT hr;

	*out = FALSE;
	if (ascii_of(v, text)) {
		*out = !strcasecmp(text, "true") || !strcmp(text, "#TRUE#");
		if (*out || !strcasecmp(text, "false") ||
			!strcmp(text, "#FALSE#"))
			return S_OK;
	}
	hr = to_real(v, &value);
	*out = SUCCEEDED(hr) && (value < 0 || value > 0);
	return hr;
}

HRESULT
propelement_to(const PROPVARIANT *pvar, VARTYPE vt, void *out)
{
	switch (vt) {
	case VT_LPWSTR:
		return PropVariantToStringAlloc(pvar, out);
	case VT_FILETIME:
		return PropVariantToFileTime(pvar, PSTF_UTC, out);
	case VT_DATE:
		return propelement_date(pvar, out);
	case VT_R8:
		return to_real(pvar, out);
	case VT_BOOL:
		return to_boolean(pvar, out);
	default:
		return to_whole(pvar, vt, out);
	}
}

#define READERS(name, type, type_number)                                      \
	HRESULT                                                               \
	PropVariantTo##name(REFPROPVARIANT propvarIn, type *out)              \
	{                                                                     \
		return propelement_to(propvarIn, type_number, out);           \
	}                                                                     \
	type PropVariantTo##name##WithDefault(REFPROPVARIANT propvarIn,       \
		type otherwise)                                               \
	{                                                                     \
		type value;                                                   \
		if (propvarIn->vt == VT_EMPTY ||                              \
			FAILED(propelement_to(propvarIn, type_number,         \
				&value)))                                     \
			return otherwise;                                     \
		return value;                                                 \
	}

READERS(Boolean, BOOL, VT_BOOL)
PROPELEMENT_NUMBERS(READERS)
