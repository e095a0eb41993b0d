/* SPDX-License-Identifier: MIT */
/* A caller in C++, through the methods of the class. */
#include "toy.h"

#include <cstdio>

#define CALL(method, ...) stream->method(__VA_ARGS__)
#define CALL0(method)     stream->method()
#define IID_ARGUMENT(iid) (iid)
#define CHECK(condition)                                                       \
	((condition) ? (void)0                                                 \
		     : (void)(failures++,                                      \
			       std::fprintf(stderr, "%s: not true: %s\n", who, \
				       #condition)))
#include "toy_calls.h"

// A program's own interface, found by its type like any other.
#define INTERFACE IOwn
DECLARE_INTERFACE_IID_(IOwn, IUnknown, "0d2e1a1c-0000-4000-8000-000000000001")
{
	STG_SLOTS_IUnknown STDMETHOD(Own)(THIS_ int parameter) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IOwn);
const IID IID_IOwn = { 0x0D2E1A1C, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } };

// Identifiers found by type: of a type, an expression, a pointer's target.
static int
call_by_type(IStream *stream, const char *who)
{
	ISequentialStream *sequential = nullptr;
	IStorage *storage = nullptr;
	IOwn *own = nullptr;
	int failures = 0;

	CHECK(__uuidof(IStream) == IID_IStream);
	CHECK(__uuidof(*stream) == IID_IStream);
	CHECK(__uuidof(stream) == IID_IStream);
	CHECK(__uuidof(IStorage) != IID_IStream);
	CHECK(IsEqualGUID(__uuidof(IUnknown), IID_IUnknown));
	CHECK(IsEqualCLSID(CLSID_NULL, GUID_NULL));
	CHECK(stream->QueryInterface(IID_PPV_ARGS(&sequential)) == S_OK);
	CHECK(static_cast<void *>(sequential) == static_cast<void *>(stream));
	CHECK(toy_was(who, 0, 0));
	sequential->Release();
	sequential = nullptr;
	CHECK(stream->QueryInterface(&sequential) == S_OK);
	CHECK(static_cast<void *>(sequential) == static_cast<void *>(stream));
	sequential->Release();
	CHECK(stream->QueryInterface(IID_PPV_ARGS(&storage)) == E_NOINTERFACE);
	CHECK(!storage);
	CHECK(__uuidof(IOwn).Data1 == 0x0D2E1A1C);
	CHECK(stream->QueryInterface(IID_PPV_ARGS(&own)) == E_NOINTERFACE);
	return failures;
}

int
toy_call_from_cxx(IStream *stream, const char *who)
{
	return call_unknown(stream, who) + call_bytes(stream, who) +
	       call_rest(stream, who) + call_by_type(stream, who);
}
