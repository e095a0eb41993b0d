/* SPDX-License-Identifier: MIT */
/*
 * What a storage or stream says about the object in it (its class, clipboard
 * format, user's name for its type), and saving, loading and converting such
 * objects. [MS-OLEDS]
 */
#ifndef STG_OLE_H
#define STG_OLE_H

#include <stg/class.h>
#include <stg/persist.h>
#include <stg/storage.h>
#include <stg/stream.h>

/* Known to OleLoad alone; never called for saving. */
typedef struct IOleClientSite IOleClientSite;
typedef IOleClientSite *LPOLECLIENTSITE;

/* Names of places in other documents, and objects that link to them: opaque. */
typedef struct IMoniker IMoniker;
typedef IMoniker *LPMONIKER;
typedef struct IOleObject IOleObject;
typedef IOleObject *LPOLEOBJECT;

/** A device that a presentation was made for: [MS-OLEDS] 2.1.7. */
typedef struct tagDVTARGETDEVICE {
	DWORD	tdSize;			/* bytes of all */
	WORD	tdDriverNameOffset;	/* from the start; 0: none */
	WORD	tdDeviceNameOffset;
	WORD	tdPortNameOffset;
	WORD	tdExtDevmodeOffset;
	BYTE	tdData[1];
} DVTARGETDEVICE;

/* What a STGMEDIUM holds. */
typedef enum tagTYMED {
	TYMED_NULL = 0,
	TYMED_HGLOBAL = 1,
	TYMED_FILE = 2,
	TYMED_ISTREAM = 4,
	TYMED_ISTORAGE = 8,
	TYMED_GDI = 16,
	TYMED_MFPICT = 32,
	TYMED_ENHMF = 64
} TYMED;

typedef HANDLE	HBITMAP;
typedef HANDLE	HMETAFILEPICT;
typedef HANDLE	HENHMETAFILE;

/** Data that change hands, in one of several places. */
typedef struct tagSTGMEDIUM {
	DWORD	tymed;		/* TYMED_… */
	STG_NAMELESS union {
		HBITMAP		hBitmap;
		HMETAFILEPICT	hMetaFilePict;
		HENHMETAFILE	hEnhMetaFile;
		HGLOBAL		hGlobal;
		LPOLESTR	lpszFileName;
		IStream		*pstm;
		IStorage	*pstg;
	};
	IUnknown *pUnkForRelease; /* released instead, if not NULL */
} STGMEDIUM, *LPSTGMEDIUM;

/*
 * A stream of OLE 1, which the caller provides: functions that read and write
 * the next bytes and return how many there were.
 */
typedef struct _OLESTREAM *LPOLESTREAM;
typedef struct _OLESTREAMVTBL {
	DWORD	(STDAPICALLTYPE *Get)(LPOLESTREAM stream, void *bytes,
				      DWORD length);
	DWORD	(STDAPICALLTYPE *Put)(LPOLESTREAM stream, const void *bytes,
				      DWORD length);
} OLESTREAMVTBL, *LPOLESTREAMVTBL;
typedef struct _OLESTREAM {
	LPOLESTREAMVTBL	lpstbl;
} OLESTREAM;

/* Options of OleConvertOLESTREAMToIStorage2. */
#define OLESTREAM_CONVERSION_DEFAULT		0u
#define OLESTREAM_CONVERSION_DISABLEOLELINK	1u

/**
 * Decides whether a link in an OLE 1 stream is converted.
 *
 * @param pClsid              class of its source
 * @param szClass             name of that class
 * @param szTopicName         the file it links to
 * @param szItemName          the place in that file
 * @param szUNCName           the file on the network, or NULL
 * @param linkUpdatingOption  when it is updated: [MS-OLEDS] 2.2.6
 * @param pvContext           what the conversion was given
 * @return S_OK: it is; a failure: it is not
 */
typedef HRESULT (STDAPICALLTYPE *OLESTREAMQUERYCONVERTOLELINKCALLBACK)(
	LPCLSID pClsid, LPOLESTR szClass, LPOLESTR szTopicName,
	LPOLESTR szItemName, LPOLESTR szUNCName, ULONG linkUpdatingOption,
	void *pvContext);

STG_BEGIN_DECLS

/* Classes that the conversions know. */
extern STG_API const CLSID CLSID_StdOleLink;	/* a link */
extern STG_API const CLSID CLSID_StaticMetafile; /* a picture, as metafile */
extern STG_API const CLSID CLSID_StaticDib;	/* a picture, as bitmap */

/**
 * Reads the class of a storage.
 *
 * @param pStg    the storage
 * @param pclsid  receives it; CLSID_NULL if it has none
 * @return S_OK; E_INVALIDARG: NULL; E_OUTOFMEMORY; what IStorage::Stat returns
 */
STG_API HRESULT ReadClassStg(LPSTORAGE pStg, CLSID *pclsid);

/**
 * Sets the class of a storage, as programs do before IPersistStorage::Save.
 *
 * @param pStg    the storage
 * @param rclsid  the class
 * @return S_OK; E_INVALIDARG: pStg is NULL; STG_E_INVALIDPOINTER: rclsid is
 *	NULL; what IStorage::SetClass returns
 */
STG_API HRESULT WriteClassStg(LPSTORAGE pStg, REFCLSID rclsid);

/**
 * Reads a class, 16 bytes, from the position of a stream on.
 *
 * @param pStm    the stream
 * @param pclsid  receives it; CLSID_NULL on failure
 * @return S_OK; STG_E_READFAULT: too short; E_INVALIDARG: NULL; what
 *	IStream::Read returns
 */
STG_API HRESULT ReadClassStm(LPSTREAM pStm, CLSID *pclsid);

/**
 * Writes a class, 16 bytes, at the position of a stream.
 *
 * @param pStm    the stream
 * @param rclsid  the class
 * @return S_OK; E_INVALIDARG: NULL; what IStream::Write returns
 */
STG_API HRESULT WriteClassStm(LPSTREAM pStm, REFCLSID rclsid);

/**
 * Writes the stream \1CompObj: clipboard format and type of the object in a
 * storage. [MS-OLEDS] 2.3.8
 *
 * @param pstg          the storage
 * @param cf            the format; 0 for none
 * @param lpszUserType  what users call the type
 * @return S_OK; E_INVALIDARG: NULL; what creating and writing a stream returns
 */
STG_API HRESULT WriteFmtUserTypeStg(LPSTORAGE pstg, CLIPFORMAT cf,
				    LPOLESTR lpszUserType);

/**
 * Reads the stream \1CompObj.
 *
 * @param pstg            the storage
 * @param pcf             receives the format; may be NULL
 * @param lplpszUserType  receives the type, for CoTaskMemFree; may be NULL
 * @return S_OK; E_INVALIDARG: pstg is NULL; STG_E_FILENOTFOUND: no such stream;
 *	DV_E_CLIPFORMAT: not such a stream; STG_E_READFAULT: it is too short;
 *	E_OUTOFMEMORY; E_FAIL; what opening and reading a stream returns
 */
STG_API HRESULT ReadFmtUserTypeStg(LPSTORAGE pstg, CLIPFORMAT *pcf,
				   LPOLESTR *lplpszUserType);

/**
 * Reads the convert bit of the stream \1Ole: [MS-OLEDS] 2.3.3.
 *
 * @param pStg  the storage of the object
 * @return S_OK: set; S_FALSE: not set; E_INVALIDARG: NULL;
 *	STG_E_FILENOTFOUND: no such stream; DV_E_CLIPFORMAT: not such a stream;
 *	what opening and reading a stream returns
 */
STG_API HRESULT GetConvertStg(LPSTORAGE pStg);

/**
 * Sets the convert bit, in a new stream \1Ole if there is none.
 *
 * @param pStg      the storage of the object
 * @param fConvert  its value
 * @return S_OK; E_INVALIDARG: NULL; what creating, reading and writing a
 *	stream returns
 */
STG_API HRESULT SetConvertStg(LPSTORAGE pStg, BOOL fConvert);

/**
 * Reads the stream \1Ole: [MS-OLEDS] 2.3.3.
 *
 * @param pstg          the storage of the object
 * @param pdwFlags      receives the flags; may be NULL
 * @param pdwOptUpdate  receives when a link is updated; may be NULL
 * @param pdwReserved   receives the next number; may be NULL
 * @param ppmk          receives NULL, as there are no monikers; may be NULL
 * @param ppstmOut      receives the stream, behind what was read; may be NULL
 * @return as GetConvertStg, but S_OK
 */
STG_API HRESULT ReadOleStg(LPSTORAGE pstg, DWORD *pdwFlags,
			   DWORD *pdwOptUpdate, DWORD *pdwReserved,
			   LPMONIKER *ppmk, LPSTREAM *ppstmOut);

/**
 * Writes the stream \1Ole of an embedded object.
 *
 * @param pstg        the storage of the object
 * @param pOleObj     not used: an object without a moniker
 * @param dwReserved  the number behind the flags and the update option
 * @param ppstmOut    receives the stream, behind what was written; may be NULL
 * @return S_OK; E_INVALIDARG: pstg is NULL; what creating and writing a stream
 *	returns
 */
STG_API HRESULT WriteOleStg(LPSTORAGE pstg, IOleObject *pOleObj,
			    DWORD dwReserved, LPSTREAM *ppstmOut);

/**
 * Finds the class of a file: that of its root storage, or by patterns of bytes
 * or the extension as registered.
 *
 * @param szFilename  path of the file
 * @param pclsid      receives the class
 * @return S_OK; MK_E_CANTOPENFILE; MK_E_INVALIDEXTENSION: unknown;
 *	E_INVALIDARG: NULL; E_OUTOFMEMORY
 */
STG_API HRESULT GetClassFile(LPCOLESTR szFilename, CLSID *pclsid);

/**
 * Converts the object in a storage if its class is registered so. Its class,
 * the name of that for users and the mark that it is to be converted change;
 * its data stay for the new class to read. For an object of OLE 1 this means
 * \1Ole10Native and the name of its item, in the stream \1Ole10ItemName if it
 * has one: both are left alone.
 *
 * @param pStg       the storage
 * @param pClsidNew  receives its class from now on, the old one on failure
 * @return S_OK; REGDB_E_KEYMISSING: not registered so; REGDB_E_CLASSNOTREG:
 *	the class is unknown; E_INVALIDARG: NULL; E_OUTOFMEMORY; what reading
 *	and writing \1CompObj and \1Ole returns
 */
STG_API HRESULT OleDoAutoConvert(LPSTORAGE pStg, LPCLSID pClsidNew);

/**
 * Tells the class that objects of a class are converted to.
 *
 * @param clsidOld   the class
 * @param pClsidNew  receives the other one
 * @return S_OK; REGDB_E_KEYMISSING: none; REGDB_E_CLASSNOTREG: clsidOld is
 *	unknown; E_INVALIDARG: NULL
 */
STG_API HRESULT OleGetAutoConvert(REFCLSID clsidOld, LPCLSID pClsidNew);

/**
 * Registers it.
 *
 * @param clsidOld  the class
 * @param clsidNew  the other one; CLSID_NULL ends the conversion
 * @return S_OK; REGDB_E_CLASSNOTREG: clsidOld is unknown; REGDB_E_WRITEREGDB:
 *	no memory; E_INVALIDARG: NULL
 */
STG_API HRESULT OleSetAutoConvert(REFCLSID clsidOld, REFCLSID clsidNew);

/** @return TRUE: objects of the class are of OLE 1 */
STG_API BOOL CoIsOle1Class(REFCLSID rclsid);

/**
 * Makes an object and has it loaded from a storage.
 *
 * @param pServerInfo  where, or NULL
 * @param pClsid       its class; NULL: the class of the storage
 * @param punkOuter    the controlling unknown, or NULL
 * @param dwClsCtx     kinds of servers that may be used, CLSCTX_…
 * @param pstg         the storage
 * @param dwCount      number of interfaces wanted
 * @param pResults     which, and receives them
 * @return S_OK: all; CO_S_NOTALLINTERFACES: some; E_NOINTERFACE: none, or no
 *	IPersistStorage; REGDB_E_CLASSNOTREG: the class is unknown;
 *	E_INVALIDARG: NULL, or no interface is wanted; what
 *	IPersistStorage::Load returns
 */
STG_API HRESULT CoGetInstanceFromIStorage(COSERVERINFO *pServerInfo,
					  CLSID *pClsid, IUnknown *punkOuter,
					  DWORD dwClsCtx, IStorage *pstg,
					  DWORD dwCount, MULTI_QI *pResults);

/**
 * Saves an object: writes its class to the storage, calls
 * IPersistStorage::Save and commits the storage. The caller then calls
 * SaveCompleted.
 *
 * @param pPS          the object
 * @param pStg         the storage
 * @param fSameAsLoad  TRUE: the storage that it was loaded from
 * @return S_OK; STG_E_INVALIDPOINTER: NULL; STG_E_MEDIUMFULL; what these
 *	methods return
 */
STG_API HRESULT OleSave(LPPERSISTSTORAGE pPS, LPSTORAGE pStg,
			BOOL fSameAsLoad);

/**
 * Makes the object that a storage holds, converted if its class is registered
 * so, and has it loaded.
 *
 * @param pStg         the storage
 * @param riid         the interface wanted
 * @param pClientSite  the object's site, or NULL
 * @param ppvObj       receives the interface, for the caller to release; NULL
 *	on failure
 * @return S_OK; E_INVALIDARG: NULL; E_NOINTERFACE: it has no IPersistStorage,
 *	or not riid; REGDB_E_CLASSNOTREG: its class is unknown; E_OUTOFMEMORY;
 *	what IPersistStorage::Load returns
 */
STG_API HRESULT OleLoad(LPSTORAGE pStg, REFIID riid,
			LPOLECLIENTSITE pClientSite, LPVOID *ppvObj);

/**
 * Saves an object into a stream: its class, then IPersistStream::Save.
 *
 * @param pPStm  the object
 * @param pStm   the stream
 * @return S_OK; OLE_E_BLANK: pPStm is NULL; E_INVALIDARG: pStm is NULL;
 *	STG_E_MEDIUMFULL; what these methods and WriteClassStm return
 */
STG_API HRESULT OleSaveToStream(LPPERSISTSTREAM pPStm, LPSTREAM pStm);

/**
 * Makes the object that a stream holds, and has it loaded.
 *
 * @param pStm           the stream
 * @param iidInterface   the interface wanted
 * @param ppvObj         receives it, for the caller to release; NULL on
 *	failure, and if the class is CLSID_NULL
 * @return S_OK; E_INVALIDARG: NULL; E_NOINTERFACE: it has neither
 *	IPersistStream nor IPersistStreamInit, or not iidInterface;
 *	REGDB_E_CLASSNOTREG: its class is unknown; E_OUTOFMEMORY; what
 *	ReadClassStm and IPersistStream::Load return
 */
STG_API HRESULT OleLoadFromStream(LPSTREAM pStm, REFIID iidInterface,
				  LPVOID *ppvObj);

/*
 * What a Package, a file as an object, tells of its file. Its bytes are part of
 * the stream \1Ole10Native.
 */
struct stg_package {
	LPOLESTR label;		/* what is shown, as a rule the file's name */
	LPOLESTR source;	/* path that it came from */
	LPOLESTR temporary;	/* path of a copy that was made meanwhile */
	BOOL linked;		/* only its path is here */
	ULONGLONG offset;	/* of the bytes in the stream */
	ULONGLONG size;
};

/**
 * Reads what the Package in a storage tells of its file.
 *
 * @param storage  the storage
 * @param package  receives it, for stg_free_package(); all zero on failure
 * @return S_OK; S_FALSE: the object is no Package; STG_E_FILENOTFOUND: there
 *	are no native data; E_OUTOFMEMORY; E_INVALIDARG; what opening and
 *	reading a stream returns
 */
STG_API HRESULT stg_read_package(IStorage *storage,
				 struct stg_package *package);

/** Frees its texts. */
STG_API void stg_free_package(struct stg_package *package);

/**
 * Converts an object of OLE 1 into a storage, with its presentation.
 *
 * @param lpolestream  the OLE 1 stream; ends behind the object: [MS-OLEDS] 2.2
 * @param pstg         the storage, which is not committed
 * @param ptd          device of the presentation, or NULL
 * @return S_OK; CONVERT10_S_NO_PRESENTATION: there was none;
 *	CONVERT10_E_OLESTREAM_GET: Get failed; CONVERT10_E_OLESTREAM_FMT: not an
 *	object; E_INVALIDARG: NULL; E_OUTOFMEMORY; what creating and writing
 *	streams returns
 */
STG_API HRESULT OleConvertOLESTREAMToIStorage(LPOLESTREAM lpolestream,
					      LPSTORAGE pstg,
					      const DVTARGETDEVICE *ptd);

/**
 * The same, with a say in what becomes of links.
 *
 * @param lpolestream                    as above
 * @param pstg                           as above
 * @param ptd                            as above
 * @param opt                            OLESTREAM_CONVERSION_…
 * @param pvCallbackContext              handed to the callback
 * @param pQueryConvertOLELinkCallback   decides on a link; may be NULL
 * @return as above; what the callback returned
 */
STG_API HRESULT OleConvertOLESTREAMToIStorage2(
	LPOLESTREAM lpolestream, LPSTORAGE pstg, const DVTARGETDEVICE *ptd,
	DWORD opt, void *pvCallbackContext,
	OLESTREAMQUERYCONVERTOLELINKCALLBACK pQueryConvertOLELinkCallback);

/**
 * Converts an object in a storage into one of OLE 1.
 *
 * @param pstg         the storage
 * @param lpolestream  the OLE 1 stream
 * @return S_OK; CONVERT10_S_NO_PRESENTATION; CONVERT10_E_OLESTREAM_PUT: Put
 *	failed; CONVERT10_E_STG_NO_STD_STREAM: the stream \1Ole is missing;
 *	CONVERT10_E_STG_FMT: not an object; E_INVALIDARG: NULL; E_OUTOFMEMORY;
 *	what reading streams returns
 */
STG_API HRESULT OleConvertIStorageToOLESTREAM(LPSTORAGE pstg,
					      LPOLESTREAM lpolestream);

/**
 * Converts an object of OLE 1 into a storage and hands its presentation out.
 *
 * @param polestm    the OLE 1 stream
 * @param pstg       the storage, which is not committed
 * @param pcfFormat  receives the format of the presentation; 0: none
 * @param plwWidth   receives its width in 1/100 mm
 * @param plHeight   receives its height in 1/100 mm
 * @param pdwSize    receives its size in bytes
 * @param pmedium    receives it, for the caller to free
 * @return as OleConvertOLESTREAMToIStorage; DV_E_TYMED
 */
STG_API HRESULT OleConvertOLESTREAMToIStorageEx(
	LPOLESTREAM polestm, LPSTORAGE pstg, CLIPFORMAT *pcfFormat,
	LONG *plwWidth, LONG *plHeight, DWORD *pdwSize, LPSTGMEDIUM pmedium);

/** The same with a say in what becomes of links, as …IStorage2. */
STG_API HRESULT OleConvertOLESTREAMToIStorageEx2(
	LPOLESTREAM polestm, LPSTORAGE pstg, CLIPFORMAT *pcfFormat,
	LONG *plwWidth, LONG *plHeight, DWORD *pdwSize, LPSTGMEDIUM pmedium,
	DWORD opt, void *pvCallbackContext,
	OLESTREAMQUERYCONVERTOLELINKCALLBACK pQueryConvertOLELinkCallback);

/**
 * Converts an object in a storage into one of OLE 1, with a presentation that
 * the caller provides.
 *
 * @param pstg      the storage
 * @param cfFormat  format of the presentation; 0: none
 * @param lWidth    its width in 1/100 mm
 * @param lHeight   its height in 1/100 mm
 * @param dwSize    its size in bytes
 * @param pmedium   the presentation
 * @param polestm   the OLE 1 stream
 * @return as OleConvertIStorageToOLESTREAM; DV_E_TYMED
 */
STG_API HRESULT OleConvertIStorageToOLESTREAMEx(
	LPSTORAGE pstg, CLIPFORMAT cfFormat, LONG lWidth, LONG lHeight,
	DWORD dwSize, LPSTGMEDIUM pmedium, LPOLESTREAM polestm);

/** Frees what a medium holds. NULL is allowed. */
STG_API void ReleaseStgMedium(LPSTGMEDIUM pmedium);

STG_END_DECLS

#endif
