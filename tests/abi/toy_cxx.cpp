/* SPDX-License-Identifier: MIT */
/* The toy stream as a class. */
#include "toy.h"

static ULONG references = 1;

struct Toy final : public IStream {
	STDMETHODIMP QueryInterface(REFIID riid, void **object) override;
	STDMETHODIMP_(ULONG) AddRef() override;
	STDMETHODIMP_(ULONG) Release() override;
	STDMETHODIMP Read(void *pv, ULONG cb, ULONG *pcbRead) override;
	STDMETHODIMP Write(const void *pv, ULONG cb, ULONG *pcb) override;
	STDMETHODIMP Seek(LARGE_INTEGER move, DWORD origin,
		ULARGE_INTEGER *position) override;
	STDMETHODIMP SetSize(ULARGE_INTEGER size) override;
	STDMETHODIMP CopyTo(IStream *other, ULARGE_INTEGER cb,
		ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten) override;
	STDMETHODIMP Commit(DWORD flags) override;
	STDMETHODIMP Revert() override;
	STDMETHODIMP LockRegion(
		ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) override;
	STDMETHODIMP UnlockRegion(
		ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) override;
	STDMETHODIMP Stat(STATSTG *stat, DWORD flag) override;
	STDMETHODIMP Clone(IStream **stream) override;
};

static unsigned long long
number(const void *pointer)
{
	return reinterpret_cast<uintptr_t>(pointer);
}

HRESULT
Toy::QueryInterface(REFIID riid, void **object)
{
	*object = nullptr;
	if (riid != __uuidof(IUnknown) &&
		!IsEqualIID(riid, IID_ISequentialStream) &&
		!(riid == __uuidof(IStream)))
		return E_NOINTERFACE;
	*object = static_cast<IStream *>(this);
	references++;
	toy_note(0, 0);
	return S_OK;
}

ULONG
Toy::AddRef()
{
	toy_note(1, 0);
	return ++references;
}

ULONG
Toy::Release()
{
	toy_note(2, 0);
	return --references;
}

HRESULT
Toy::Read(void *pv, ULONG cb, ULONG *pcbRead)
{
	toy_note(3, 3, number(pv), ULONGLONG(cb), number(pcbRead));
	return TOY_RESULT(3);
}

HRESULT
Toy::Write(const void *pv, ULONG cb, ULONG *pcb)
{
	toy_note(4, 3, number(pv), ULONGLONG(cb), number(pcb));
	return TOY_RESULT(4);
}

HRESULT
Toy::Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
	toy_note(5, 3, ULONGLONG(move.QuadPart), ULONGLONG(origin),
		number(position));
	return TOY_RESULT(5);
}

HRESULT
Toy::SetSize(ULARGE_INTEGER size)
{
	toy_note(6, 1, size.QuadPart);
	return TOY_RESULT(6);
}

HRESULT
Toy::CopyTo(IStream *other, ULARGE_INTEGER cb, ULARGE_INTEGER *pcbRead,
	ULARGE_INTEGER *pcbWritten)
{
	toy_note(7, 4, number(other), cb.QuadPart, number(pcbRead),
		number(pcbWritten));
	return TOY_RESULT(7);
}

HRESULT
Toy::Commit(DWORD flags)
{
	toy_note(8, 1, ULONGLONG(flags));
	return TOY_RESULT(8);
}

HRESULT
Toy::Revert()
{
	toy_note(9, 0);
	return TOY_RESULT(9);
}

HRESULT
Toy::LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type)
{
	toy_note(10, 3, offset.QuadPart, cb.QuadPart, ULONGLONG(type));
	return TOY_RESULT(10);
}

HRESULT
Toy::UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type)
{
	toy_note(11, 3, offset.QuadPart, cb.QuadPart, ULONGLONG(type));
	return TOY_RESULT(11);
}

HRESULT
Toy::Stat(STATSTG *stat, DWORD flag)
{
	toy_note(12, 2, number(stat), ULONGLONG(flag));
	stat->grfStateBits = 0x01234567;
	return TOY_RESULT(12);
}

HRESULT
Toy::Clone(IStream **stream)
{
	toy_note(13, 1, number(stream));
	*stream = this;
	return TOY_RESULT(13);
}

IStream *
toy_in_cxx()
{
	static Toy toy;

	return &toy;
}
