/* SPDX-License-Identifier: MIT */
/*
 * Classes of objects and how an object of a class is made.
 *
 * What this process knows of classes is a table in its memory, empty at first:
 * class objects, which make instances, and facts (the ProgID, the name that
 * users see, which class stands in for another one, which files belong to
 * it). Nothing is read from or written to disk, and nothing is shared with
 * other processes. The table is the process's, not a thread's; any thread may
 * call any of these functions. It holds one reference on each class object. No
 * lock is held while a class object or a hook is called.
 *
 * A runtime that loads components from disk, knows apartments or reaches other
 * processes adds all that by stg_set_class_hooks(). Without one, a class that
 * nobody registered is REGDB_E_CLASSNOTREG.
 */
#ifndef STG_CLASS_H
#define STG_CLASS_H

#include <stg/unknown.h>

/* Kinds of servers that may make an object. */
typedef enum tagCLSCTX {
	CLSCTX_INPROC_SERVER = 0x1,
	CLSCTX_INPROC_HANDLER = 0x2,
	CLSCTX_LOCAL_SERVER = 0x4,
	CLSCTX_REMOTE_SERVER = 0x10
} CLSCTX;
#define CLSCTX_INPROC	(CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_SERVER							\
	(CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define CLSCTX_ALL	(CLSCTX_INPROC_HANDLER | CLSCTX_SERVER)

/* How often a class object serves. */
typedef enum tagREGCLS {
	REGCLS_SINGLEUSE = 0,		/* once; then it is as if revoked */
	REGCLS_MULTIPLEUSE = 1,
	REGCLS_MULTI_SEPARATE = 2,	/* here the same as MULTIPLEUSE */
	REGCLS_SUSPENDED = 4		/* or-ed: after CoResumeClassObjects */
} REGCLS;

/* One interface that is asked for together with others. */
typedef struct tagMULTI_QI {
	const IID	*pIID;
	IUnknown	*pItf;		/* receives it, or NULL */
	HRESULT		hr;		/* receives why */
} MULTI_QI;

/* Where an object is to be made. */
typedef struct _COAUTHINFO COAUTHINFO;
typedef struct _COSERVERINFO {
	DWORD		dwReserved1;
	LPWSTR		pwszName;
	COAUTHINFO	*pAuthInfo;
	DWORD		dwReserved2;
} COSERVERINFO;

STG_BEGIN_DECLS

/**
 * Registers a class object, which is kept with a reference.
 *
 * @param rclsid        its class
 * @param pUnk          the object, as a rule an IClassFactory
 * @param dwClsContext  CLSCTX_…, for which it is found
 * @param flags         REGCLS_…
 * @param lpdwRegister  receives the number for CoRevokeClassObject, not 0
 * @return S_OK; CO_E_OBJISREG: registered already, for the same context and
 *	multiple use; E_INVALIDARG: NULL, an unknown flag or no context;
 *	E_OUTOFMEMORY; what a hook returns
 */
STG_API HRESULT CoRegisterClassObject(REFCLSID rclsid, LPUNKNOWN pUnk,
				      DWORD dwClsContext, DWORD flags,
				      LPDWORD lpdwRegister);

/**
 * Takes a class object out again and releases it.
 *
 * @return S_OK; E_INVALIDARG: no such number; what a hook returns
 */
STG_API HRESULT CoRevokeClassObject(DWORD dwRegister);

/** Lets class objects registered with REGCLS_SUSPENDED serve. @return S_OK */
STG_API HRESULT CoResumeClassObjects(void);

/** Keeps all class objects from serving, until resumed. @return S_OK */
STG_API HRESULT CoSuspendClassObjects(void);

/**
 * Gives a class object: of this process, of the class that stands in for it
 * (CoTreatAsClass), or by way of the hooks.
 *
 * @param rclsid        the class
 * @param dwClsContext  CLSCTX_…, any of which is good
 * @param pvReserved    NULL, or a COSERVERINFO, which hooks look at
 * @param riid          the interface, as a rule IID_IClassFactory
 * @param ppv           receives it; NULL on failure
 * @return S_OK; REGDB_E_CLASSNOTREG; E_NOINTERFACE; E_INVALIDARG: NULL; what
 *	a hook returns
 */
STG_API HRESULT CoGetClassObject(REFCLSID rclsid, DWORD dwClsContext,
				 LPVOID pvReserved, REFIID riid, LPVOID *ppv);

/**
 * Makes an object: CoGetClassObject, then IClassFactory::CreateInstance.
 *
 * @param rclsid        its class
 * @param pUnkOuter     the controlling unknown when it becomes part of another
 *	object, else NULL
 * @param dwClsContext  CLSCTX_…
 * @param riid          the interface wanted; IID_IUnknown if pUnkOuter is given
 * @param ppv           receives it, for the caller to release; NULL on failure
 * @return E_POINTER: ppv is NULL; else as CoGetClassObject and CreateInstance
 */
STG_API HRESULT CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter,
				 DWORD dwClsContext, REFIID riid, LPVOID *ppv);

/**
 * The same with several interfaces at once.
 *
 * @param rclsid        its class
 * @param punkOuter     the controlling unknown, or NULL
 * @param dwClsCtx      CLSCTX_…
 * @param pServerInfo   where, or NULL; hooks look at it
 * @param dwCount       number of interfaces wanted
 * @param pResults      which, and receives them
 * @return S_OK: all; CO_S_NOTALLINTERFACES: some; E_NOINTERFACE: none;
 *	E_INVALIDARG: NULL, no interface is wanted, one has no IID, or one is
 *	filled already; else as CoCreateInstance
 */
STG_API HRESULT CoCreateInstanceEx(REFCLSID rclsid, IUnknown *punkOuter,
				   DWORD dwClsCtx, COSERVERINFO *pServerInfo,
				   DWORD dwCount, MULTI_QI *pResults);

/**
 * Finds a class by its ProgID, as "Sample.Chart.1", of any case.
 *
 * @param lpszProgID  the ProgID
 * @param lpclsid     receives the class; CLSID_NULL on failure
 * @return S_OK; CO_E_CLASSSTRING: unknown; E_INVALIDARG: NULL
 */
STG_API HRESULT CLSIDFromProgID(LPCOLESTR lpszProgID, LPCLSID lpclsid);

/**
 * Gives the ProgID of a class.
 *
 * @param clsid        the class
 * @param lplpszProgID receives it, for CoTaskMemFree; NULL on failure
 * @return S_OK; REGDB_E_CLASSNOTREG: unknown, or it has none; E_INVALIDARG:
 *	NULL; E_OUTOFMEMORY
 */
STG_API HRESULT ProgIDFromCLSID(REFCLSID clsid, LPOLESTR *lplpszProgID);

/**
 * Registers a class that treats the objects of another one as its own.
 *
 * @param clsidOld  the other class, which must be registered
 * @param clsidNew  the class; CLSID_NULL or clsidOld itself ends it
 * @return S_OK; REGDB_E_CLASSNOTREG; REGDB_E_WRITEREGDB: no memory;
 *	E_INVALIDARG: NULL
 */
STG_API HRESULT CoTreatAsClass(REFCLSID clsidOld, REFCLSID clsidNew);

/**
 * Tells that class.
 *
 * @param clsidOld   the class
 * @param pClsidNew  receives the other one; clsidOld if there is none
 * @return S_OK; S_FALSE: none; E_INVALIDARG: NULL
 */
STG_API HRESULT CoGetTreatAsClass(REFCLSID clsidOld, LPCLSID pClsidNew);

/* What is known of a class besides its class object. */
struct stg_class {
	CLSID clsid;
	const OLECHAR *prog_id;		/* or NULL */
	const OLECHAR *user_type;	/* what users call it, or NULL */
};

/**
 * Registers facts of a class, in the place of earlier ones. All is copied.
 *
 * @return S_OK; E_INVALIDARG: NULL, or CLSID_NULL; E_OUTOFMEMORY
 */
STG_API HRESULT stg_register_class(const struct stg_class *facts);

/**
 * Forgets the facts of a class, what stands in for it, what it is converted to,
 * and its types of files; not its class objects.
 *
 * @return S_OK; REGDB_E_CLASSNOTREG; E_INVALIDARG: NULL
 */
STG_API HRESULT stg_unregister_class(REFCLSID clsid);

/*
 * How GetClassFile knows files of a class: by a pattern at a place, where bits
 * of the mask are compared, or by the end of the name.
 */
struct stg_file_type {
	CLSID clsid;
	const char *extension;	/* as ".chart", of any case in ASCII; or NULL */
	LONGLONG offset;	/* of the pattern; negative: from the end */
	const void *pattern;	/* or NULL */
	const void *mask;	/* of the same length; NULL: all bits */
	size_t length;		/* of the pattern, at most 256 */
};

/**
 * Registers a type of files. Those registered first are tried first.
 *
 * @return S_OK; E_INVALIDARG: neither a pattern nor an extension, or too long;
 *	E_OUTOFMEMORY
 */
STG_API HRESULT stg_register_file_type(const struct stg_file_type *type);

/*
 * What a runtime adds. Each function may be NULL, and gets `context` first.
 * They are called without a lock, from any thread, and may call all functions
 * here. Functions are added at the end; `size` says which there are.
 */
struct stg_class_hooks {
	size_t size;	/* sizeof(struct stg_class_hooks) */
	void *context;

	/*
	 * Asked for a class object that this process has not registered.
	 * REGDB_E_CLASSNOTREG: does not know it either.
	 */
	HRESULT (*get_class_object)(void *context, REFCLSID clsid,
				    DWORD contexts, COSERVERINFO *server,
				    REFIID riid, void **object);

	/*
	 * Asked first when an object is to be made, for other processes and
	 * machines. REGDB_E_CLASSNOTREG: go on as without.
	 */
	HRESULT (*create_instance)(void *context, REFCLSID clsid,
				   IUnknown *outer, DWORD contexts,
				   COSERVERINFO *server, DWORD count,
				   MULTI_QI *results);

	/* Told of class objects, so that it can offer them elsewhere. */
	HRESULT (*registered)(void *context, DWORD number, REFCLSID clsid,
			      IUnknown *object, DWORD contexts, DWORD flags);
	HRESULT (*revoked)(void *context, DWORD number);

	/*
	 * Asked for facts that are not in the table. Results as in the
	 * functions of this header; strings are task memory.
	 */
	HRESULT (*clsid_of)(void *context, LPCOLESTR prog_id, CLSID *clsid);
	HRESULT (*prog_id_of)(void *context, REFCLSID clsid,
			      LPOLESTR *prog_id);
	HRESULT (*user_type_of)(void *context, REFCLSID clsid,
				LPOLESTR *user_type);
	HRESULT (*treat_as)(void *context, REFCLSID clsid, CLSID *other);
	HRESULT (*auto_convert)(void *context, REFCLSID clsid, CLSID *other);

	/*
	 * Told that the calling thread begins to use COM, with COINIT_… as
	 * CoInitializeEx was given them, and that it ends. A failure is what
	 * CoInitializeEx returns.
	 */
	HRESULT (*thread_begins)(void *context, DWORD flags);
	void (*thread_ends)(void *context);
};

/**
 * Sets the hooks of this process, once for all threads; NULL takes them out.
 * The table is copied. A hook that is running meanwhile ends in its own time.
 *
 * @param hooks     the table, or NULL
 * @param previous  receives what was set before, size 0 if nothing; may be NULL
 * @return S_OK; E_INVALIDARG: the size is impossible
 */
STG_API HRESULT stg_set_class_hooks(const struct stg_class_hooks *hooks,
				    struct stg_class_hooks *previous);

/**
 * Counts the class objects that are registered, for tests that want none left.
 */
STG_API size_t stg_count_class_objects(void);

/**
 * Gives the number of a format of the clipboard by its name, of any case. The
 * number is good in this process only.
 *
 * @return 0xC000 and above; 0: NULL, empty, or too many
 */
STG_API UINT RegisterClipboardFormatW(LPCWSTR lpszFormat);

/**
 * Gives the name of such a number, cut to the room.
 *
 * @param format         the number
 * @param lpszFormatName receives the name and a NUL
 * @param cchMaxCount    room in code units
 * @return the code units without the NUL; 0: unknown
 */
STG_API int GetClipboardFormatNameW(UINT format, LPWSTR lpszFormatName,
				    int cchMaxCount);

STG_END_DECLS

#endif
