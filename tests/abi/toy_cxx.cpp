// SPDX-License-Identifier: MIT
//
// The toy stream as a class.
//
#include "toy.h"

static unsigned long long
number(const void *pointer)
{
	return reinterpret_cast<uintptr_t>(pointer);
}

namespace {

class Toy final : public IStream {
public:
	STDMETHODIMP
	QueryInterface(REFIID riid, void **object) override
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

	STDMETHODIMP_(ULONG)
	AddRef() override
	{
		toy_note(1, 0);
		return ++references;
	}

	STDMETHODIMP_(ULONG)
	Release() override
	{
		toy_note(2, 0);
		return --references;
	}

	STDMETHODIMP
	Read(void *pv, ULONG cb, ULONG *pcbRead) override
	{
		toy_note(3, 3, number(pv), ULONGLONG(cb), number(pcbRead));
		return TOY_RESULT(3);
	}

	STDMETHODIMP
	Write(const void *pv, ULONG cb, ULONG *pcbWritten) override
	{
		toy_note(4, 3, number(pv), ULONGLONG(cb), number(pcbWritten));
		return TOY_RESULT(4);
	}

	STDMETHODIMP
	Seek(LARGE_INTEGER move, DWORD origin,
	     ULARGE_INTEGER *position) override
	{
		toy_note(5, 3, ULONGLONG(move.QuadPart), ULONGLONG(origin),
			 number(position));
		return TOY_RESULT(5);
	}

	STDMETHODIMP
	SetSize(ULARGE_INTEGER size) override
	{
		toy_note(6, 1, size.QuadPart);
		return TOY_RESULT(6);
	}

	STDMETHODIMP
	CopyTo(IStream *other, ULARGE_INTEGER cb, ULARGE_INTEGER *pcbRead,
	       ULARGE_INTEGER *pcbWritten) override
	{
		toy_note(7, 4, number(other), cb.QuadPart, number(pcbRead),
			 number(pcbWritten));
		return TOY_RESULT(7);
	}

	STDMETHODIMP
	Commit(DWORD flags) override
	{
		toy_note(8, 1, ULONGLONG(flags));
		return TOY_RESULT(8);
	}

	STDMETHODIMP
	Revert() override
	{
		toy_note(9, 0);
		return TOY_RESULT(9);
	}

	STDMETHODIMP
	LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb,
		   DWORD type) override
	{
		toy_note(10, 3, offset.QuadPart, cb.QuadPart, ULONGLONG(type));
		return TOY_RESULT(10);
	}

	STDMETHODIMP
	UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb,
		     DWORD type) override
	{
		toy_note(11, 3, offset.QuadPart, cb.QuadPart, ULONGLONG(type));
		return TOY_RESULT(11);
	}

	STDMETHODIMP
	Stat(STATSTG *stat, DWORD flag) override
	{
		toy_note(12, 2, number(stat), ULONGLONG(flag));
		stat->grfStateBits = 0x01234567;
		return TOY_RESULT(12);
	}

	STDMETHODIMP
	Clone(IStream **stream) override
	{
		toy_note(13, 1, number(stream));
		*stream = this;
		return TOY_RESULT(13);
	}

private:
	ULONG references = 1;
};

}

IStream *
toy_in_cxx()
{
	static Toy toy;

	return &toy;
}
