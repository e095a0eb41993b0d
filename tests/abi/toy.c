/* SPDX-License-Identifier: MIT */
/* The toy stream in C, and the memory of what was called. */
#include "toy.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct toy_call toy_last;

void
toy_note(unsigned slot, unsigned count, ...)
{
	va_list arguments;

	toy_last.slot = slot;
	toy_last.count = count;
	va_start(arguments, count);
	for (unsigned i = 0; i < count; i++)
		toy_last.arguments[i] = va_arg(arguments, unsigned long long);
	va_end(arguments);
}

int
toy_was(const char *who, unsigned slot, unsigned count, ...)
{
	struct toy_call *last = &toy_last;
	va_list arguments;
	int good = last->slot == slot && last->count == count;

	va_start(arguments, count);
	for (unsigned i = 0; good && i < count; i++) {
		if (last->arguments[i] != va_arg(arguments, unsigned long long))
			good = 0;
	}
	va_end(arguments);
	if (!good)
		fprintf(stderr,
			"%s: slot %u: arrived in slot %u, or with"
			" other arguments\n",
			who, slot, last->slot);
	memset(last, 0xff, sizeof(*last));
	return good;
}

int
toy_is_contents(const OLECHAR *name)
{
	static const OLECHAR contents[] = OLESTR("CONTENTS");
	size_t i = 0;

	while (name[i] == contents[i] && contents[i])
		i++;
	return name[i] == contents[i];
}

#define NUMBER(pointer) ((unsigned long long)(uintptr_t)(pointer))

static ULONG references = 1;

static HRESULT
toy_QueryInterface(IStream *iface, REFIID riid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ISequentialStream) &&
		!IsEqualIID(riid, &IID_IStream))
		return E_NOINTERFACE;
	*object = iface;
	references++;
	toy_note(0, 0);
	return S_OK;
}

static ULONG
toy_AddRef(IStream *iface)
{
	(void)iface;
	toy_note(1, 0);
	return ++references;
}

static ULONG
toy_Release(IStream *iface)
{
	(void)iface;
	toy_note(2, 0);
	return --references;
}

static HRESULT
toy_Read(IStream *iface, void *pv, ULONG cb, ULONG *pcbRead)
{
	(void)iface;
	toy_note(3, 3, NUMBER(pv), (unsigned long long)cb, NUMBER(pcbRead));
	return TOY_RESULT(3);
}

static HRESULT
toy_Write(IStream *iface, const void *pv, ULONG cb, ULONG *pcbWritten)
{
	(void)iface;
	toy_note(4, 3, NUMBER(pv), (unsigned long long)cb, NUMBER(pcbWritten));
	return TOY_RESULT(4);
}

static HRESULT
toy_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
	ULARGE_INTEGER *position)
{
	(void)iface;
	toy_note(5, 3, (unsigned long long)move.QuadPart,
		(unsigned long long)origin, NUMBER(position));
	return TOY_RESULT(5);
}

static HRESULT
toy_SetSize(IStream *iface, ULARGE_INTEGER size)
{
	(void)iface;
	toy_note(6, 1, size.QuadPart);
	return TOY_RESULT(6);
}

static HRESULT
toy_CopyTo(IStream *iface, IStream *other, ULARGE_INTEGER cb,
	ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten)
{
	(void)iface;
	toy_note(7, 4, NUMBER(other), cb.QuadPart, NUMBER(pcbRead),
		NUMBER(pcbWritten));
	return TOY_RESULT(7);
}

static HRESULT
toy_Commit(IStream *iface, DWORD flags)
{
	(void)iface;
	toy_note(8, 1, (unsigned long long)flags);
	return TOY_RESULT(8);
}

static HRESULT
toy_Revert(IStream *iface)
{
	(void)iface;
	toy_note(9, 0);
	return TOY_RESULT(9);
}

static HRESULT
toy_LockRegion(
	IStream *iface, ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type)
{
	(void)iface;
	toy_note(10, 3, offset.QuadPart, cb.QuadPart, (unsigned long long)type);
	return TOY_RESULT(10);
}

static HRESULT
toy_UnlockRegion(
	IStream *iface, ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type)
{
	(void)iface;
	toy_note(11, 3, offset.QuadPart, cb.QuadPart, (unsigned long long)type);
	return TOY_RESULT(11);
}

static HRESULT
toy_Stat(IStream *iface, STATSTG *stat, DWORD flag)
{
	(void)iface;
	toy_note(12, 2, NUMBER(stat), (unsigned long long)flag);
	stat->grfStateBits = 0x01234567;
	return TOY_RESULT(12);
}

static HRESULT
toy_Clone(IStream *iface, IStream **stream)
{
	toy_note(13, 1, NUMBER(stream));
	*stream = iface;
	return TOY_RESULT(13);
}

static const IStreamVtbl toy_vtbl = {
	.QueryInterface = toy_QueryInterface,
	.AddRef = toy_AddRef,
	.Release = toy_Release,
	.Read = toy_Read,
	.Write = toy_Write,
	.Seek = toy_Seek,
	.SetSize = toy_SetSize,
	.CopyTo = toy_CopyTo,
	.Commit = toy_Commit,
	.Revert = toy_Revert,
	.LockRegion = toy_LockRegion,
	.UnlockRegion = toy_UnlockRegion,
	.Stat = toy_Stat,
	.Clone = toy_Clone,
};

static IStream toy = { &toy_vtbl };

IStream *
toy_in_c(void)
{
	return &toy;
}
