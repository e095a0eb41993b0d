/* SPDX-License-Identifier: MIT */
/*
 * IUnknown, which every interface begins with, the class factory, and how C++
 * finds the identifier of an interface from its type.
 */
#ifndef STG_UNKNOWN_H
#define STG_UNKNOWN_H

#include <stg/guid.h>
#include <stg/hresult.h>
#include <stg/types.h>

/*
 * STG_DECLARE_IID(IFoo) declares IID_IFoo and, in C++, makes it known as the
 * identifier of the type IFoo, for __uuidof and IID_PPV_ARGS. It stands at
 * global scope and serves a program's own interfaces too, if it defines
 * IID_IFoo.
 */
#ifdef __cplusplus
namespace libstg {
template <typename T> struct iid_of;
template <typename T> struct iid_of<const T> : iid_of<T> {};
template <typename T> struct iid_of<T *> : iid_of<T> {};
template <typename T> struct iid_of<T &> : iid_of<T> {};
}
#define STG_DECLARE_IID(name)						\
	extern "C" STG_API const IID IID_##name;			\
	namespace libstg {						\
	template <> struct iid_of<name> {				\
		static const IID &value() { return IID_##name; }	\
	};								\
	}								\
	extern "C" STG_API const IID IID_##name

/* The identifier of an interface, given its type or an expression of it. */
#ifndef __uuidof
#define __uuidof(what)	(::libstg::iid_of<__typeof__(what)>::value())
#endif
#else
#define STG_DECLARE_IID(name)	extern STG_API const IID IID_##name
#endif

/*
 * The methods of an interface's bases, which its table repeats in C.
 * STG_SLOTS_IFoo stands for all of IFoo, IUnknown included.
 */
#if STG_CXX_INTERFACES
#define STG_SLOTS_IUnknown
#else
#define STG_SLOTS_IUnknown						\
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE; \
	STDMETHOD_(ULONG, AddRef)(THIS) PURE;				\
	STDMETHOD_(ULONG, Release)(THIS) PURE;
#endif

/** The interface of identity and lifetime. */
#define INTERFACE IUnknown
DECLARE_INTERFACE(IUnknown)
{
	/**
	 * Asks the object for another of its interfaces, and for a reference
	 * on it. Asking any interface of one object for IUnknown gives the same
	 * pointer each time; what was once granted is never refused later.
	 *
	 * @param riid       the interface
	 * @param ppvObject  receives it, to be released by the caller; NULL on
	 *	failure
	 * @return S_OK; E_NOINTERFACE: not supported; E_POINTER: NULL
	 */
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE;

	/** Takes one more reference. @return their number, for debugging */
	STDMETHOD_(ULONG, AddRef)(THIS) PURE;

	/**
	 * Gives a reference back; the object ends with its last one.
	 *
	 * @return those that are left; 0: the pointer must not be used again
	 */
	STDMETHOD_(ULONG, Release)(THIS) PURE;

#if STG_CXX_INTERFACES
	/** QueryInterface for the type that the pointer has. */
	template <typename T>
	HRESULT QueryInterface(T **object)
	{
		return QueryInterface(__uuidof(T),
				      reinterpret_cast<void **>(object));
	}
#endif
};
#undef INTERFACE
STG_DECLARE_IID(IUnknown);
typedef IUnknown *LPUNKNOWN;

/** Makes objects of one class. */
#define INTERFACE IClassFactory
DECLARE_INTERFACE_(IClassFactory, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Makes an object and asks it for an interface.
	 *
	 * @param pUnkOuter  the controlling unknown when the object becomes
	 *	part of another one, else NULL; then riid must be IID_IUnknown
	 * @param riid       the interface
	 * @param ppvObject  receives it, to be released by the caller; NULL on
	 *	failure
	 * @return S_OK; CLASS_E_NOAGGREGATION: pUnkOuter is given but not
	 *	supported; E_NOINTERFACE; E_OUTOFMEMORY
	 */
	STDMETHOD(CreateInstance)(THIS_ IUnknown *pUnkOuter, REFIID riid,
				  void **ppvObject) PURE;

	/**
	 * Keeps what provides the class in memory, or lets it go.
	 *
	 * @param fLock  TRUE adds a lock, FALSE takes one away
	 * @return S_OK
	 */
	STDMETHOD(LockServer)(THIS_ BOOL fLock) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IClassFactory);
typedef IClassFactory *LPCLASSFACTORY;

#if STG_CXX_INTERFACES
template <typename T>
inline void **
IID_PPV_ARGS_Helper(T **pp)
{
	(void)static_cast<IUnknown *>(*pp);
	return reinterpret_cast<void **>(pp);
}

/* The two arguments (REFIID, void **) for a pointer to an interface pointer. */
#define IID_PPV_ARGS(pp)	__uuidof(**(pp)), IID_PPV_ARGS_Helper(pp)
#endif

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
