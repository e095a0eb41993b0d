/* SPDX-License-Identifier: MIT */
/*
 * What <propvarutil.h> makes of values of all types: each function of each
 * value, a line for each result. The same source is compiled for this platform,
 * with libstg, and for Windows.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <windows.h>

#include <objbase.h>
#include <oleauto.h>
#include <propvarutil.h>

#ifdef _WIN32
/* Headers for Windows that come with compilers lack these. */
STDAPI PropVariantToVariant(const PROPVARIANT *, VARIANT *);
STDAPI VariantToPropVariant(const VARIANT *, PROPVARIANT *);
STDAPI PropVariantToBSTR(const PROPVARIANT *, BSTR *);
STDAPI PropVariantToFileTime(const PROPVARIANT *, int, FILETIME *);
STDAPI_(ULONG) PropVariantGetElementCount(const PROPVARIANT *);
STDAPI InitPropVariantVectorFromPropVariant(const PROPVARIANT *,
	PROPVARIANT *);
#define PSTF_UTC 0

/* Functions that Wine does not have raise an exception: those are left. */
static void *unanswered[5];

static LONG CALLBACK
leave_function(EXCEPTION_POINTERS *pointers)
{
	(void)pointers;
	__builtin_longjmp(unanswered, 1);
}

#define ATTEMPT if (__builtin_setjmp(unanswered) == 0)
#else
#define ATTEMPT
#endif

/* --- Values --------------------------------------------------------------- */

#define MOST_VALUES 96

static struct {
	char name[60];
	PROPVARIANT v;
} values[MOST_VALUES];
static size_t n_values;

static PROPVARIANT *
add(VARTYPE vt, const char *name)
{
	PROPVARIANT *v = &values[n_values].v;

	(void)snprintf(values[n_values].name, sizeof values->name, "%s", name);
	memset(v, 0, sizeof *v);
	v->vt = vt;
	n_values++;
	return v;
}

#define NUMBER(vt, member, number) add(vt, #vt ":" #number)->member = number
#define NARROW(text) add(VT_LPSTR, "VT_LPSTR:" text)->pszVal =                 \
	(char *)(uintptr_t)(text)
#define WIDE(text) add(VT_LPWSTR, "VT_LPWSTR:" text)->pwszVal =               \
	wide(OLESTR(text))
#define COUNTED(text) add(VT_BSTR, "VT_BSTR:" text)->bstrVal =                \
	SysAllocString(OLESTR(text))

static OLECHAR *
wide(const OLECHAR *text)
{
	size_t units = 0;
	OLECHAR *copy;

	while (text[units])
		units++;
	copy = CoTaskMemAlloc((units + 1) * sizeof *text);
	if (copy)
		memcpy(copy, text, (units + 1) * sizeof *text);
	return copy;
}

#define GUID_TEXT "{00010203-0405-0607-0809-0A0B0C0D0E0F}"

static void
add_numbers(void)
{
	NUMBER(VT_I1, bVal, 0xFF);
	NUMBER(VT_UI1, bVal, 0xFF);
	NUMBER(VT_I2, iVal, -2);
	NUMBER(VT_UI2, uiVal, 65535);
	NUMBER(VT_BOOL, boolVal, -1);
	NUMBER(VT_BOOL, boolVal, 0);
	NUMBER(VT_I4, lVal, -3);
	NUMBER(VT_I4, lVal, 0);
	NUMBER(VT_I4, lVal, 100000);
	NUMBER(VT_UI4, ulVal, 4000000000);
	NUMBER(VT_INT, lVal, -4);
	NUMBER(VT_UINT, ulVal, 4);
	NUMBER(VT_I8, hVal.QuadPart, -5);
	NUMBER(VT_I8, hVal.QuadPart, 1099511627776);
	NUMBER(VT_UI8, uhVal.QuadPart, 5);
	NUMBER(VT_UI8, uhVal.QuadPart, 18446744073709551615u);
	NUMBER(VT_R4, fltVal, 1.5f);
	NUMBER(VT_R8, dblVal, -2.5);
	NUMBER(VT_R8, dblVal, 2.5);
	NUMBER(VT_R8, dblVal, 0.7);
	NUMBER(VT_R8, dblVal, 1e30);
	NUMBER(VT_CY, cyVal.int64, 15000);
	NUMBER(VT_DATE, date, 2.25);
	NUMBER(VT_DATE, date, 45000.5);
	NUMBER(VT_ERROR, scode, 5);
	add(VT_EMPTY, "VT_EMPTY");
	add(VT_NULL, "VT_NULL");
}

static void
add_texts(void)
{
	WIDE("5");
	WIDE(" 7 ");
	WIDE("-1");
	WIDE("+1");
	WIDE("0x10");
	WIDE("&h10");
	WIDE("1.5");
	WIDE("2.5e3");
	WIDE("1,000");
	WIDE("5x");
	WIDE("abc");
	WIDE("");
	WIDE("true");
	WIDE("False");
	WIDE("#TRUE#");
	WIDE("40000");
	WIDE("99999999999");
	WIDE(GUID_TEXT);
	WIDE("2001-02-03");
	add(VT_LPWSTR, "VT_LPWSTR:NULL");
	NARROW("6");
	NARROW("abc");
	COUNTED("8");
	COUNTED("abd");
	COUNTED(GUID_TEXT);
	add(VT_BSTR, "VT_BSTR:NULL");
}

/* Sixteen bytes, which are a GUID too. */
static BYTE bytes[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14,
	15 };

static SAFEARRAY *
array_of(VARTYPE vt, ULONG count, const void *elements)
{
	SAFEARRAY *array = SafeArrayCreateVector(vt, 0, count);

	if (array)
		memcpy(array->pvData, elements,
			(size_t)count * array->cbElements);
	return array;
}

static void
add_many(void)
{
	static LONG longs[] = { 1, -2, 3 };
	static LPWSTR texts[2];
	static FILETIME times[] = { { 0xD53E8000, 0x019DB1DE },
		{ 0x2B3D4000, 0x01D9555E } };
	BLOB blob = { 4, bytes };
	static GUID guid = { 0x00010203, 0x0405, 0x0607,
		{ 8, 9, 10, 11, 12, 13, 14, 15 } };
	BSTR counted[2];
	PROPVARIANT *v;

	texts[0] = wide(OLESTR("one"));
	texts[1] = wide(OLESTR("two"));
	counted[0] = SysAllocString(OLESTR("one"));
	counted[1] = SysAllocString(OLESTR("two"));
	add(VT_FILETIME, "VT_FILETIME:1970")->filetime = times[0];
	add(VT_FILETIME, "VT_FILETIME:2023")->filetime = times[1];
	add(VT_CLSID, "VT_CLSID")->puuid = &guid;
	add(VT_BLOB, "VT_BLOB")->blob = blob;
	v = add(VT_VECTOR | VT_UI1, "VT_VECTOR|VT_UI1");
	v->caub.cElems = sizeof bytes;
	v->caub.pElems = bytes;
	v = add(VT_VECTOR | VT_I4, "VT_VECTOR|VT_I4");
	v->cal.cElems = 3;
	v->cal.pElems = longs;
	v = add(VT_VECTOR | VT_I4, "VT_VECTOR|VT_I4:single");
	v->cal.cElems = 1;
	v->cal.pElems = longs;
	add(VT_VECTOR | VT_I4, "VT_VECTOR|VT_I4:none");
	v = add(VT_VECTOR | VT_LPWSTR, "VT_VECTOR|VT_LPWSTR");
	v->calpwstr.cElems = 2;
	v->calpwstr.pElems = texts;
	v = add(VT_VECTOR | VT_LPWSTR, "VT_VECTOR|VT_LPWSTR:single");
	v->calpwstr.cElems = 1;
	v->calpwstr.pElems = texts;
	v = add(VT_VECTOR | VT_FILETIME, "VT_VECTOR|VT_FILETIME");
	v->cafiletime.cElems = 2;
	v->cafiletime.pElems = times;
	add(VT_ARRAY | VT_UI1, "VT_ARRAY|VT_UI1")->parray =
		array_of(VT_UI1, sizeof bytes, bytes);
	add(VT_ARRAY | VT_I4, "VT_ARRAY|VT_I4")->parray =
		array_of(VT_I4, 3, longs);
	add(VT_ARRAY | VT_BSTR, "VT_ARRAY|VT_BSTR")->parray =
		array_of(VT_BSTR, 2, counted);
	add(VT_BYREF | VT_I4, "VT_BYREF|VT_I4")->plVal = longs;
}

/* --- What is printed ------------------------------------------------------ */

static void
print_text(const OLECHAR *text)
{
	if (!text) {
		printf(" NULL");
		return;
	}
	printf(" \"");
	for (; *text; text++)
		if (*text < 0x7F)
			putchar((char)*text);
		else
			printf("\\u%04x", (unsigned)*text);
	putchar('"');
}

static void
print_bytes(const void *from, size_t size)
{
	const unsigned char *byte = from;

	putchar(' ');
	while (byte && size-- > 0)
		printf("%02x", *byte++);
}

/* Bytes that say something; 8 of all types that are not here. */
static size_t
size_of(VARTYPE vt)
{
	static const struct {
		VARTYPE vt;
		size_t size;
	} sizes[] = { { VT_EMPTY, 0 }, { VT_NULL, 0 }, { VT_I1, 1 },
		{ VT_UI1, 1 }, { VT_I2, 2 }, { VT_UI2, 2 }, { VT_BOOL, 2 },
		{ VT_I4, 4 }, { VT_UI4, 4 }, { VT_INT, 4 }, { VT_UINT, 4 },
		{ VT_R4, 4 }, { VT_ERROR, 4 } };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (sizes[i].vt == vt)
			return sizes[i].size;
	return 8;
}

static void
print_elements(VARTYPE vt, ULONG count, const void *elements)
{
	size_t size = size_of(vt);

	printf(" %lu", (unsigned long)count);
	for (ULONG i = 0; i < count; i++) {
		const char *at = (const char *)elements + i * size;

		if (vt == VT_BSTR || vt == VT_LPWSTR)
			print_text(*(OLECHAR *const *)(const void *)at);
		else if (vt == VT_LPSTR)
			printf(" '%s'", *(char *const *)(const void *)at);
		else
			print_bytes(at, size);
	}
}

static void
print_value(const PROPVARIANT *v)
{
	VARTYPE vt = v->vt & VT_TYPEMASK;

	printf(" type %04x", v->vt);
	if (v->vt & VT_VECTOR)
		print_elements(vt, v->caub.cElems, v->caub.pElems);
	else if (v->vt & VT_ARRAY)
		print_elements(vt, v->parray->rgsabound[0].cElements,
			v->parray->pvData);
	else if (v->vt & VT_BYREF)
		print_bytes(v->plVal, 4);
	else if (vt == VT_LPWSTR || vt == VT_BSTR)
		print_text(v->pwszVal);
	else if (vt == VT_LPSTR)
		printf(" '%s'", v->pszVal ? v->pszVal : "NULL");
	else if (vt == VT_CLSID)
		print_bytes(v->puuid, sizeof *v->puuid);
	else if (vt == VT_R4)
		printf(" %.9g", (double)v->fltVal);
	else if (vt == VT_R8 || vt == VT_DATE)
		printf(" %.17g", v->dblVal);
	else if (vt == VT_UNKNOWN || vt == VT_STREAM)
		printf(" interface");
	else if (vt == VT_BLOB)
		print_bytes(v->blob.pBlobData, v->blob.cbSize);
	else
		print_bytes(&v->hVal, size_of(vt));
}

static void
begin(const char *function, size_t i)
{
	printf("%s\t%s\t", function, values[i].name);
}

static void
result(HRESULT hr)
{
	printf("%08lx", (unsigned long)hr & 0xFFFFFFFF);
}

/* --- What is asked -------------------------------------------------------- */

#define READ(type, name, show)                                                \
	for (size_t i = 0; i < n_values; i++) {                               \
		type out = 0;                                                 \
		HRESULT hr;                                                   \
		ATTEMPT {                                                     \
			hr = name(&values[i].v, &out);                        \
			begin(#name, i);                                      \
			result(hr);                                           \
			if (SUCCEEDED(hr))                                    \
				show(out);                                    \
			putchar('\n');                                        \
		}                                                             \
	}

#define SHOW_WHOLE(out) printf(" %lld", (long long)(out))
#define SHOW_REAL(out)  printf(" %.17g", (out))
#define SHOW_TEXT(out)  print_text(out)

static void
read_numbers(void)
{
	READ(BOOL, PropVariantToBoolean, SHOW_WHOLE)
	READ(SHORT, PropVariantToInt16, SHOW_WHOLE)
	READ(USHORT, PropVariantToUInt16, SHOW_WHOLE)
	READ(LONG, PropVariantToInt32, SHOW_WHOLE)
	READ(ULONG, PropVariantToUInt32, SHOW_WHOLE)
	READ(LONGLONG, PropVariantToInt64, SHOW_WHOLE)
	READ(ULONGLONG, PropVariantToUInt64, SHOW_WHOLE)
	READ(double, PropVariantToDouble, SHOW_REAL)
	READ(LPWSTR, PropVariantToStringAlloc, SHOW_TEXT)
	READ(BSTR, PropVariantToBSTR, SHOW_TEXT)
}

static void
read_others(size_t i)
{
	const PROPVARIANT *v = &values[i].v;
	OLECHAR text[4] = { 'x', 0 };
	BYTE buffer[4] = { 0 };
	PROPVARIANT vector;
	FILETIME time;
	PCWSTR found;
	ULONG count;
	GUID guid;
	HRESULT hr;

	ATTEMPT {
		hr = PropVariantToString(v, text, 4);
		begin("PropVariantToString:4", i);
		result(hr);
		print_text(text);
		putchar('\n');
	}
	ATTEMPT {
		found = PropVariantToStringWithDefault(v, OLESTR("other"));
		begin("PropVariantToStringWithDefault", i);
		print_text(found);
		putchar('\n');
	}
	ATTEMPT {
		hr = PropVariantToBuffer(v, buffer, sizeof buffer);
		begin("PropVariantToBuffer", i);
		result(hr);
		print_bytes(buffer, sizeof buffer);
		putchar('\n');
	}
	memset(&guid, 0, sizeof guid);
	ATTEMPT {
		hr = PropVariantToGUID(v, &guid);
		begin("PropVariantToGUID", i);
		result(hr);
		print_bytes(&guid, sizeof guid);
		putchar('\n');
	}
	memset(&time, 0, sizeof time);
	ATTEMPT {
		hr = PropVariantToFileTime(v, PSTF_UTC, &time);
		begin("PropVariantToFileTime", i);
		result(hr);
		print_bytes(&time, sizeof time);
		putchar('\n');
	}
	ATTEMPT {
		count = PropVariantGetElementCount(v);
		begin("PropVariantGetElementCount", i);
		printf("%lu\n", (unsigned long)count);
	}
	memset(&vector, 0, sizeof vector);
	ATTEMPT {
		hr = InitPropVariantVectorFromPropVariant(v, &vector);
		begin("InitPropVariantVectorFromPropVariant", i);
		result(hr);
		print_value(&vector);
		putchar('\n');
	}
}

/* Both have the same bits. */
static void
as_variant(const PROPVARIANT *v, VARIANT *variant)
{
	memcpy(variant, v, sizeof *variant);
}

static HRESULT
change(PROPVARIANT *made, const PROPVARIANT *v, VARTYPE vt)
{
	HRESULT hr = PropVariantChangeType(made, v, 0, vt);
#ifdef _WIN32
	VARIANT from, to;

	/* What Wine leaves out here, automation answers. */
	if ((hr != E_NOTIMPL && hr != E_FAIL) || v->vt > VT_UINT ||
		vt > VT_UINT || vt < VT_I2)
		return hr;
	as_variant(v, &from);
	VariantInit(&to);
	hr = VariantChangeType(&to, &from, 0, vt);
	memcpy(made, &to, sizeof *made);
#endif
	return hr;
}

static void
change_types(void)
{
	static const VARTYPE types[] = { VT_EMPTY, VT_NULL, VT_I1, VT_UI1,
		VT_I2, VT_UI2, VT_BOOL, VT_I4, VT_UI4, VT_INT, VT_UINT, VT_I8,
		VT_UI8, VT_R4, VT_R8, VT_CY, VT_DATE, VT_ERROR, VT_BSTR,
		VT_LPSTR, VT_LPWSTR, VT_FILETIME, VT_CLSID, VT_BLOB,
		VT_VECTOR | VT_UI1, VT_VECTOR | VT_I4, VT_VECTOR | VT_LPWSTR,
		VT_ARRAY | VT_I4 };
	char name[40];

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (size_t j = 0; j < n_values; j++) {
			PROPVARIANT made;
			HRESULT hr;

			memset(&made, 0, sizeof made);
			(void)snprintf(name, sizeof name, "Change:%04x",
				types[i]);
			ATTEMPT {
				hr = change(&made, &values[j].v, types[i]);
				begin(name, j);
				result(hr);
				if (SUCCEEDED(hr))
					print_value(&made);
				putchar('\n');
			}
		}
}

static void
print_variant(const VARIANT *variant)
{
	PROPVARIANT v;

	memcpy(&v, variant, sizeof v);
	print_value(&v);
}

static void
cross(size_t i)
{
	VARTYPE vt = values[i].v.vt & VT_TYPEMASK;
	VARIANT variant;
	PROPVARIANT back;
	HRESULT hr;

	memset(&variant, 0, sizeof variant);
	ATTEMPT {
		hr = PropVariantToVariant(&values[i].v, &variant);
		begin("PropVariantToVariant", i);
		result(hr);
		if (SUCCEEDED(hr))
			print_variant(&variant);
		putchar('\n');
	}
	if (values[i].v.vt & VT_VECTOR || vt == VT_LPWSTR || vt == VT_LPSTR ||
		vt >= VT_FILETIME)
		return;
	as_variant(&values[i].v, &variant);
	memset(&back, 0, sizeof back);
	ATTEMPT {
		hr = VariantToPropVariant(&variant, &back);
		begin("VariantToPropVariant", i);
		result(hr);
		if (SUCCEEDED(hr))
			print_value(&back);
		putchar('\n');
	}
}

static void
compare(int flags)
{
	char name[40];
	int order;

	(void)snprintf(name, sizeof name, "Compare:%d", flags);
	for (size_t i = 0; i < n_values; i++)
		for (size_t j = 0; j < n_values; j++)
			ATTEMPT {
				order = PropVariantCompareEx(&values[i].v,
					&values[j].v, PVCU_DEFAULT, flags);
				printf("%s\t%s, %s\t%d\n", name,
					values[i].name, values[j].name, order);
			}
}

int
main(void)
{
#ifdef _WIN32
	AddVectoredExceptionHandler(1, leave_function);
#endif
	add_numbers();
	add_texts();
	add_many();
	read_numbers();
	for (size_t i = 0; i < n_values; i++)
		read_others(i);
	change_types();
	for (size_t i = 0; i < n_values; i++)
		cross(i);
	compare(0);
	compare(PVCF_USESTRCMP);
	compare(PVCF_USESTRCMPI);
	return 0;
}
