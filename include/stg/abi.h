/* SPDX-License-Identifier: MIT */
/*
 * How interfaces and functions are declared: linkage, calling convention and
 * the macros that let one declaration be a class in C++ and a structure with
 * a table of functions in C.
 *
 * An interface is exactly its documented slots: the first word of an object
 * points to an array of functions that take the object first, called by the
 * System V convention. C++ classes made of pure virtual methods have that very
 * layout as long as nobody adds a virtual destructor, so nobody may. A class
 * that implements an interface and deletes itself had better be final.
 *
 * Tables that were written in C hold no C++ type information: dynamic_cast and
 * typeid do not work on interfaces (QueryInterface does), and the sanitizer of
 * such casts and calls has to be off, by -fno-sanitize=vptr.
 */
#ifndef STG_ABI_H
#define STG_ABI_H

#ifdef __cplusplus
#define STG_BEGIN_DECLS	extern "C" {
#define STG_END_DECLS	}
#else
#define STG_BEGIN_DECLS
#define STG_END_DECLS
#endif

/* Marks what the shared library exports. */
#if defined(__GNUC__)
#define STG_API		__attribute__((visibility("default")))
#else
#define STG_API
#endif

/* A definition that gives way to another one of the same name. */
#if defined(__GNUC__)
#define STG_ANY_DEFINITION __attribute__((weak))
#else
#define STG_ANY_DEFINITION
#endif

/* Lets a union or structure stay without a name under -Wpedantic. */
#if defined(__GNUC__)
#define STG_NAMELESS	__extension__
#else
#define STG_NAMELESS
#endif

#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C	extern "C"
#else
#define EXTERN_C	extern
#endif
#endif

/* One calling convention serves everything on this platform. */
#ifndef STDMETHODCALLTYPE
#define STDMETHODCALLTYPE
#endif
#ifndef STDMETHODVCALLTYPE
#define STDMETHODVCALLTYPE
#endif
#ifndef STDAPICALLTYPE
#define STDAPICALLTYPE
#endif

/* Heads of the definitions of functions and of methods. */
#define STDAPI			EXTERN_C HRESULT STDAPICALLTYPE
#define STDAPI_(type)		EXTERN_C type STDAPICALLTYPE
#define STDMETHODIMP		HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type)	type STDMETHODCALLTYPE

/*
 * DECLARE_INTERFACE(name) or DECLARE_INTERFACE_(name, base), then the methods
 * in braces, each as STDMETHOD(name)(THIS_ parameters) PURE; or, with a result
 * other than HRESULT, STDMETHOD_(type, name)(THIS) PURE; INTERFACE must be
 * defined as the interface's name meanwhile. In C a derived interface has to
 * repeat the methods of its bases; for our interfaces STG_SLOTS_name does
 * so, and is empty in C++.
 *
 * CINTERFACE selects the C form in C++ as well.
 */
#if defined(__cplusplus) && !defined(CINTERFACE)

#define STG_CXX_INTERFACES	1
#define STDMETHOD(method)	virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define PURE			= 0
#define THIS_
#define THIS			void
#define DECLARE_INTERFACE(name)	struct name
#define DECLARE_INTERFACE_(name, base) struct name : public base

#else

#define STG_CXX_INTERFACES	0
#define STDMETHOD(method)	HRESULT (STDMETHODCALLTYPE *method)
#define STDMETHOD_(type, method) type (STDMETHODCALLTYPE *method)
#define PURE
#define THIS_			INTERFACE *This,
#define THIS			INTERFACE *This
#define DECLARE_INTERFACE(name)			\
	typedef struct name##Vtbl name##Vtbl;	\
	typedef struct name {			\
		const struct name##Vtbl *lpVtbl; \
	} name;					\
	struct name##Vtbl
#define DECLARE_INTERFACE_(name, base) DECLARE_INTERFACE(name)

#endif

/* The same with the interface's identifier as text, which is not used here. */
#define DECLARE_INTERFACE_IID(name, iid)	DECLARE_INTERFACE(name)
#define DECLARE_INTERFACE_IID_(name, base, iid)	DECLARE_INTERFACE_(name, base)

#endif
