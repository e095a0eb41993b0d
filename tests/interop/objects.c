/* SPDX-License-Identifier: MIT */
/*
 * Objects that a program of one system saves and a program of the other loads,
 * by a class that each registers in its process. The same source is compiled
 * for this platform, with libstg, and for Windows.
 *
 *	objects save FILE NUMBER	an object by OleSave, and one by
 *					OleSaveToStream
 *	objects load FILE		loads both and says what they hold
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <objbase.h>
#include <ole2.h>

#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static const CLSID clsid_sample = { 0x6A1A1DA0, 0x52F0, 0x4D0E,
	{ 0x9C, 0x4A, 0x1F, 0x0B, 0x67, 0x2D, 0x10, 0x01 } };

/* --- The object: a number, saved either way --- */

struct sample {
	IPersistStream stream;
	IPersistStorage storage;
	LONG refs;
	ULONG number;
};

#define FROM(iface, member) \
	((struct sample *)(void *)((char *)(iface) - \
		offsetof(struct sample, member)))

static HRESULT
query(struct sample *sample, REFIID riid, void **object)
{
	*object = NULL;
	if (IsEqualIID(riid, &IID_IUnknown) ||
		IsEqualIID(riid, &IID_IPersist) ||
		IsEqualIID(riid, &IID_IPersistStream))
		*object = &sample->stream;
	else if (IsEqualIID(riid, &IID_IPersistStorage))
		*object = &sample->storage;
	else
		return E_NOINTERFACE;
	sample->refs++;
	return S_OK;
}

static ULONG
unref(struct sample *sample)
{
	LONG refs = --sample->refs;

	if (refs == 0)
		free(sample);
	return (ULONG)refs;
}

/* What both of its interfaces begin with. */
#define PERSIST(member, interface)					\
	static HRESULT STDMETHODCALLTYPE				\
	member##_QueryInterface(interface *iface, REFIID riid, void **object) \
	{								\
		return query(FROM(iface, member), riid, object);	\
	}								\
	static ULONG STDMETHODCALLTYPE					\
	member##_AddRef(interface *iface)				\
	{								\
		return (ULONG)++FROM(iface, member)->refs;		\
	}								\
	static ULONG STDMETHODCALLTYPE					\
	member##_Release(interface *iface)				\
	{								\
		return unref(FROM(iface, member));			\
	}								\
	static HRESULT STDMETHODCALLTYPE				\
	member##_GetClassID(interface *iface, CLSID *clsid)		\
	{								\
		(void)iface;						\
		*clsid = clsid_sample;					\
		return S_OK;						\
	}								\
	static HRESULT STDMETHODCALLTYPE				\
	member##_IsDirty(interface *iface)				\
	{								\
		(void)iface;						\
		return S_OK;						\
	}

PERSIST(stream, IPersistStream)
PERSIST(storage, IPersistStorage)

static HRESULT STDMETHODCALLTYPE
stream_Load(IPersistStream *iface, IStream *stream)
{
	ULONG got = 0;
	HRESULT hr = IStream_Read(stream, &FROM(iface, stream)->number, 4,
		&got);

	return SUCCEEDED(hr) && got < 4 ? STG_E_READFAULT : hr;
}

static HRESULT STDMETHODCALLTYPE
stream_Save(IPersistStream *iface, IStream *stream, BOOL clear)
{
	(void)clear;
	return IStream_Write(stream, &FROM(iface, stream)->number, 4, NULL);
}

static HRESULT STDMETHODCALLTYPE
stream_GetSizeMax(IPersistStream *iface, ULARGE_INTEGER *size)
{
	(void)iface;
	size->QuadPart = 4;
	return S_OK;
}

static IPersistStreamVtbl stream_vtbl = {
	.QueryInterface = stream_QueryInterface,
	.AddRef = stream_AddRef,
	.Release = stream_Release,
	.GetClassID = stream_GetClassID,
	.IsDirty = stream_IsDirty,
	.Load = stream_Load,
	.Save = stream_Save,
	.GetSizeMax = stream_GetSizeMax,
};

static HRESULT STDMETHODCALLTYPE
storage_InitNew(IPersistStorage *iface, IStorage *storage)
{
	(void)iface;
	(void)storage;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
storage_Load(IPersistStorage *iface, IStorage *storage)
{
	IStream *stream;
	HRESULT hr = IStorage_OpenStream(storage, OLESTR("Number"), NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = stream_Load(&FROM(iface, storage)->stream, stream);
	IStream_Release(stream);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
storage_Save(IPersistStorage *iface, IStorage *storage, BOOL same)
{
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(storage, OLESTR("Number"),
		STGM_CREATE | RW, 0, 0, &stream);

	(void)same;
	if (FAILED(hr))
		return hr;
	hr = stream_Save(&FROM(iface, storage)->stream, stream, TRUE);
	IStream_Release(stream);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
storage_SaveCompleted(IPersistStorage *iface, IStorage *storage)
{
	(void)iface;
	(void)storage;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
storage_HandsOffStorage(IPersistStorage *iface)
{
	(void)iface;
	return S_OK;
}

static IPersistStorageVtbl storage_vtbl = {
	.QueryInterface = storage_QueryInterface,
	.AddRef = storage_AddRef,
	.Release = storage_Release,
	.GetClassID = storage_GetClassID,
	.IsDirty = storage_IsDirty,
	.InitNew = storage_InitNew,
	.Load = storage_Load,
	.Save = storage_Save,
	.SaveCompleted = storage_SaveCompleted,
	.HandsOffStorage = storage_HandsOffStorage,
};

static struct sample *
make_sample(ULONG number)
{
	struct sample *sample = calloc(1, sizeof *sample);

	if (!sample)
		exit(2);
	sample->stream.lpVtbl = &stream_vtbl;
	sample->storage.lpVtbl = &storage_vtbl;
	sample->refs = 1;
	sample->number = number;
	return sample;
}

/* --- Its class object --- */

static HRESULT STDMETHODCALLTYPE
factory_QueryInterface(IClassFactory *iface, REFIID riid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IClassFactory))
		return E_NOINTERFACE;
	*object = iface;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE
factory_AddRef(IClassFactory *iface)
{
	(void)iface;
	return 2;
}

static ULONG STDMETHODCALLTYPE
factory_Release(IClassFactory *iface)
{
	(void)iface;
	return 1;
}

static HRESULT STDMETHODCALLTYPE
factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID riid,
	void **object)
{
	struct sample *sample = make_sample(0);
	HRESULT hr = query(sample, riid, object);

	(void)iface;
	(void)outer;
	unref(sample);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
factory_LockServer(IClassFactory *iface, BOOL lock)
{
	(void)iface;
	(void)lock;
	return S_OK;
}

static IClassFactoryVtbl factory_vtbl = {
	.QueryInterface = factory_QueryInterface,
	.AddRef = factory_AddRef,
	.Release = factory_Release,
	.CreateInstance = factory_CreateInstance,
	.LockServer = factory_LockServer,
};

/* --- Saving and loading --- */

static void
ck(HRESULT hr, const char *what)
{
	if (SUCCEEDED(hr))
		return;
	fprintf(stderr, "objects: %s: %08x\n", what, (unsigned)hr);
	exit(1);
}

static void
save(const OLECHAR *path, ULONG number)
{
	struct sample *sample = make_sample(number);
	OLECHAR type[] = OLESTR("Sample Object");
	IStorage *root, *storage;
	IStream *stream;
	CLIPFORMAT format = (CLIPFORMAT)RegisterClipboardFormatW(
		OLESTR("Sample Format"));

	ck(StgCreateDocfile(path, STGM_CREATE | RW, 0, &root), "create");
	ck(IStorage_CreateStorage(root, OLESTR("Object"), RW, 0, 0, &storage),
		"storage");
	ck(WriteFmtUserTypeStg(storage, format, type), "WriteFmtUserTypeStg");
	ck(OleSave(&sample->storage, storage, FALSE), "OleSave");
	ck(IStorage_CreateStream(root, OLESTR("Stream"), RW, 0, 0, &stream),
		"stream");
	ck(OleSaveToStream(&sample->stream, stream), "OleSaveToStream");
	IStream_Release(stream);
	IStorage_Release(storage);
	ck(IStorage_Commit(root, STGC_DEFAULT), "commit");
	IStorage_Release(root);
	unref(sample);
}

static void
load(const OLECHAR *path)
{
	IStorage *root, *storage;
	IStream *stream;
	IPersistStorage *stored;
	IPersistStream *streamed;
	CLIPFORMAT format = 0;
	LPOLESTR type = NULL;
	OLECHAR name[32] = { 0 };

	ck(StgOpenStorage(path, NULL, RW, NULL, 0, &root), "open");
	ck(IStorage_OpenStorage(root, OLESTR("Object"), NULL, RW, NULL, 0,
		&storage), "storage");
	ck(ReadFmtUserTypeStg(storage, &format, &type), "ReadFmtUserTypeStg");
	GetClipboardFormatNameW(format, name, 32);
	ck(OleLoad(storage, &IID_IPersistStorage, NULL, (void **)&stored),
		"OleLoad");
	ck(IStorage_OpenStream(root, OLESTR("Stream"), NULL, RW, 0, &stream),
		"stream");
	ck(OleLoadFromStream(stream, &IID_IPersistStream, (void **)&streamed),
		"OleLoadFromStream");
	printf("%u %u ", (unsigned)FROM(stored, storage)->number,
		(unsigned)FROM(streamed, stream)->number);
	for (size_t i = 0; type[i]; i++)
		putchar((int)type[i]);
	putchar('/');
	for (size_t i = 0; name[i]; i++)
		putchar((int)name[i]);
	putchar('\n');
	CoTaskMemFree(type);
	IPersistStream_Release(streamed);
	IStream_Release(stream);
	IPersistStorage_Release(stored);
	IStorage_Release(storage);
	IStorage_Release(root);
}

int
main(int argc, char **argv)
{
	static IClassFactory factory = { &factory_vtbl };
	OLECHAR path[260] = { 0 };
	DWORD number;

#ifdef _WIN32
	ck(OleInitialize(NULL), "OleInitialize");
#endif
	if (argc < 3 || strlen(argv[2]) >= 260)
		return 2;
	for (size_t i = 0; argv[2][i]; i++)
		path[i] = (OLECHAR)(unsigned char)argv[2][i];
	ck(CoRegisterClassObject(&clsid_sample, (IUnknown *)&factory,
		CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &number),
		"CoRegisterClassObject");
	if (argc == 4 && strcmp(argv[1], "save") == 0)
		save(path, (ULONG)strtoul(argv[3], NULL, 10));
	else
		load(path);
	ck(CoRevokeClassObject(number), "CoRevokeClassObject");
	return 0;
}
