/* SPDX-License-Identifier: MIT */
/*
 * Short memory: whichever allocation fails of what the library does with
 * classes and objects, the result says so, out pointers are NULL, nothing
 * leaks, and the next attempt does it.
 */
#include <stdio.h>
#include <unistd.h>

#include "persist/tape.h"
#include "persist/toys.h"
#include "support/heap.h"
#include "support/short.h"

#define GARBAGE ((void *)&garbage)
static char garbage;

static const CLSID other_class = { 0x0A0B0C0D, 3, 4, { 'o', 't', 'h', 'e' } };
static OLECHAR prog_id[] = u"Toy.Note.1";
static OLECHAR user_type[] = u"Toy Note";

/* What a scenario begins with. */
static IStorage *root;
static struct tape tape, back;
static OLECHAR name[64];

static void
free_text(HRESULT hr, LPOLESTR text)
{
	expect((hr == S_OK) == (text != NULL));
	CoTaskMemFree(text);
}

static HRESULT
register_class_object(void)
{
	DWORD number = 77;
	HRESULT hr = stg_register_object_class(&note_class, &number);

	if (FAILED(hr)) {
		expect(number == 0);
		return hr;
	}
	return CoRevokeClassObject(number);
}

static HRESULT
register_class(void)
{
	const struct stg_class facts = { .clsid = clsid_note,
		.prog_id = prog_id, .user_type = user_type };
	LPOLESTR text = GARBAGE;
	CLSID clsid;
	HRESULT hr = stg_register_class(&facts);

	if (FAILED(hr)) {
		/* All of it or nothing. */
		expect(CLSIDFromProgID(prog_id, &clsid) == CO_E_CLASSSTRING);
		return hr;
	}
	expect(CLSIDFromProgID(prog_id, &clsid) == S_OK);
	hr = ProgIDFromCLSID(&clsid_note, &text);
	free_text(hr, text);
	(void)stg_unregister_class(&clsid_note);
	return hr;
}

/* A class that is known by its class object alone gets an entry. */
static HRESULT
stand_in(HRESULT set(REFCLSID, REFCLSID), HRESULT get(REFCLSID, LPCLSID))
{
	DWORD number;
	CLSID clsid;
	HRESULT hr = stg_register_object_class(&note_class, &number);

	if (FAILED(hr))
		return hr;
	hr = set(&clsid_note, &other_class);
	if (SUCCEEDED(hr)) {
		expect(get(&clsid_note, &clsid) == S_OK &&
			IsEqualCLSID(&clsid, &other_class));
		(void)stg_unregister_class(&clsid_note);
	}
	(void)CoRevokeClassObject(number);
	return hr == REGDB_E_WRITEREGDB ? E_OUTOFMEMORY : hr;
}

static HRESULT
treat_as(void)
{
	return stand_in(CoTreatAsClass, CoGetTreatAsClass);
}

static HRESULT
auto_convert(void)
{
	return stand_in(OleSetAutoConvert, OleGetAutoConvert);
}

static HRESULT
find_class_of_file(void)
{
	const struct stg_file_type type = { .clsid = clsid_note,
		.pattern = "the", .length = 3, .extension = ".toy" };
	CLSID clsid = other_class;
	HRESULT hr = stg_register_file_type(&type);

	if (SUCCEEDED(hr))
		hr = GetClassFile(name, &clsid);
	expect(FAILED(hr) ? !IsEqualCLSID(&clsid, &clsid_note) :
		IsEqualCLSID(&clsid, &clsid_note));
	(void)stg_unregister_class(&clsid_note);
	/* A file that cannot be opened is all that the caller is told. */
	return hr == MK_E_CANTOPENFILE ? E_OUTOFMEMORY : hr;
}

static HRESULT
save_and_load_stream(void)
{
	DWORD number = 0;
	IStream *stream = SHCreateMemStream(NULL, 0);
	LARGE_INTEGER zero = { .QuadPart = 0 };
	void *note = NULL, *loaded = GARBAGE;
	HRESULT hr = stream ? S_OK : E_OUTOFMEMORY;

	if (SUCCEEDED(hr))
		hr = stg_register_object_class(&note_class, &number);
	if (SUCCEEDED(hr))
		hr = stg_object_create(&note_class, NULL, &IID_IPersistStream,
			&note);
	if (SUCCEEDED(hr))
		hr = OleSaveToStream(note, stream);
	if (SUCCEEDED(hr))
		hr = IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL);
	if (SUCCEEDED(hr)) {
		hr = OleLoadFromStream(stream, &IID_IUnknown, &loaded);
		(void)give_back(hr, loaded);
	}
	if (note)
		IPersistStream_Release((IPersistStream *)note);
	if (stream)
		IStream_Release(stream);
	(void)CoRevokeClassObject(number);
	return hr;
}

static HRESULT
convert(void)
{
	HRESULT hr;

	tape.at = 0;
	back.sample.length = 0;
	hr = OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL);
	if (SUCCEEDED(hr))
		hr = OleConvertIStorageToOLESTREAM(root, &back.stream);
	return SUCCEEDED(hr) ? S_OK : hr;
}

static HRESULT
convert_through_medium(void)
{
	CLIPFORMAT format;
	LONG width, height;
	DWORD size;
	STGMEDIUM medium;
	HRESULT hr;

	memset(&medium, 0xA5, sizeof medium);
	tape.at = 0;
	back.sample.length = 0;
	hr = OleConvertOLESTREAMToIStorageEx(&tape.stream, root, &format,
		&width, &height, &size, &medium);
	if (FAILED(hr)) {
		expect(medium.tymed == TYMED_NULL);
		return hr;
	}
	hr = OleConvertIStorageToOLESTREAMEx(root, format, width, height, size,
		&medium, &back.stream);
	ReleaseStgMedium(&medium);
	return SUCCEEDED(hr) ? S_OK : hr;
}

static HRESULT
read_package(void)
{
	struct stg_package package;
	HRESULT hr;

	memset(&package, 0xA5, sizeof package);
	hr = stg_read_package(root, &package);
	expect((hr == S_OK) == (package.label != NULL));
	stg_free_package(&package);
	return hr;
}

static HRESULT
read_ole(void)
{
	IStream *stream = GARBAGE;
	HRESULT hr = WriteOleStg(root, NULL, 0, NULL);

	if (FAILED(hr))
		return hr;
	hr = ReadOleStg(root, NULL, NULL, NULL, NULL, &stream);
	return give_back(hr, stream);
}

static HRESULT
convert_class(void)
{
	const struct stg_class facts = { .clsid = other_class,
		.prog_id = prog_id, .user_type = user_type };
	CLSID clsid;
	LPOLESTR text = GARBAGE;
	HRESULT hr = stg_register_class(&facts);

	if (SUCCEEDED(hr))
		hr = stand_in(OleSetAutoConvert, OleGetAutoConvert);
	if (SUCCEEDED(hr))
		hr = WriteClassStg(root, &other_class);
	if (SUCCEEDED(hr))
		hr = WriteFmtUserTypeStg(root, 0, user_type);
	if (SUCCEEDED(hr))
		hr = OleSetAutoConvert(&other_class, &clsid_note);
	if (SUCCEEDED(hr))
		hr = OleDoAutoConvert(root, &clsid);
	if (SUCCEEDED(hr)) {
		hr = ReadFmtUserTypeStg(root, NULL, &text);
		free_text(hr, text);
	}
	(void)stg_unregister_class(&other_class);
	return hr;
}

/* It is gone in any case, so that the next attempt can make it. */
static HRESULT
destroy(const OLECHAR *element)
{
	HRESULT hr = IStorage_DestroyElement(root, element);

	if (FAILED(hr))
		(void)IStorage_DestroyElement(root, element);
	return hr;
}

/* What could not be handed out is not there either. */
static HRESULT
create_elements(void)
{
	const DWORD mode = STGM_FAILIFTHERE | EXCLUSIVE;
	IStorage *storage = GARBAGE;
	IStream *stream = GARBAGE;
	HRESULT hr = IStorage_CreateStorage(root, u"S", mode, 0, 0, &storage);

	hr = give_back(hr, storage);
	if (SUCCEEDED(hr))
		hr = destroy(u"S");
	if (FAILED(hr))
		return hr;
	hr = IStorage_CreateStream(root, u"T", mode, 0, 0, &stream);
	hr = give_back(hr, stream);
	return SUCCEEDED(hr) ? destroy(u"T") : hr;
}

/* --- Beginnings --- */

static void
begin_embedded(void)
{
	add_embedded(&tape.sample);
}

static void
begin_linked(void)
{
	add_linked(&tape.sample);
}

static void
begin_package(void)
{
	static const uint8_t bytes[] = "\x1C\0\0\0\2\0a.b\0c.d\0\0\0\3\0"
				       "\4\0\0\0e.f\0\2\0\0\0hi";

	put_stream(root, u"\1Ole10Native", bytes, sizeof bytes - 1);
}

static void
begin_file(void)
{
	char path[] = "/tmp/short-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "the file", 8), 8);
	close(fd);
	for (size_t i = 0; i < sizeof path; i++)
		name[i] = (OLECHAR)(unsigned char)path[i];
}

static void
end_file(void)
{
	char path[sizeof name / sizeof name[0]];

	for (size_t i = 0; i < sizeof path; i++)
		path[i] = (char)name[i];
	unlink(path);
}

struct scenario {
	const char *name;
	HRESULT (*run)(void);
	void (*begin)(void);
	void (*end)(void);
};

static const struct scenario scenarios[] = {
	{ "register a class object", register_class_object, NULL, NULL },
	{ "register a class", register_class, NULL, NULL },
	{ "treat as", treat_as, NULL, NULL },
	{ "auto convert", auto_convert, NULL, NULL },
	{ "convert by class", convert_class, NULL, NULL },
	{ "class of a file", find_class_of_file, begin_file, end_file },
	{ "an object in a stream", save_and_load_stream, NULL, NULL },
	{ "an embedded object", convert, begin_embedded, NULL },
	{ "a link", convert, begin_linked, NULL },
	{ "a picture in a medium", convert_through_medium, begin_embedded,
		NULL },
	{ "a package", read_package, begin_package, NULL },
	{ "elements", create_elements, NULL, NULL },
	{ "the stream of an object", read_ole, NULL, NULL },
};

static void
begin(const struct scenario *s)
{
	root = new_document();
	tape_init(&tape);
	tape_init(&back);
	if (s->begin)
		s->begin();
}

static void
end(const struct scenario *s)
{
	if (s->end)
		s->end();
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_int_eq(toys, 0);
}

/* @return false: fewer allocations than that */
static bool
run_short(const struct scenario *s, unsigned long n, unsigned *failures)
{
	unsigned long number;
	HRESULT hr;
	bool reached;

	heap_begin();
	begin(s);
	number = heap_calls() + n;
	heap_fail_at(number);
	hr = s->run();
	reached = heap_calls() >= number;
	heap_fail_at(0);
	ck_assert_msg(!wrong, "%s, %lu: %s", s->name, n, wrong);
	ck_assert_msg(hr == S_OK || is_short(hr), "%s, %lu: %08x", s->name, n,
		(unsigned)hr);
	*failures += FAILED(hr);
	hr = s->run();
	if (is_short(hr)) {
		/* Its structure failed half way: it takes no more changes. */
		end(s);
		begin(s);
		hr = s->run();
	}
	ck_assert_msg(hr == S_OK && !wrong, "%s, %lu: then %08x %s", s->name,
		n, (unsigned)hr, wrong ? wrong : "");
	end(s);
	ck_assert_msg((ptrdiff_t)heap_left() <= 0, "%s, %lu: leaks %td",
		s->name, n, (ptrdiff_t)heap_left());
	return reached;
}

START_TEST(short_memory_is_told_and_harms_nothing)
{
	const struct scenario *s = &scenarios[_i];
	unsigned failures = 0;
	unsigned long n = 1;

	RegisterClipboardFormatW(prog_id);
	while (run_short(s, n, &failures))
		n++;
	ck_assert_uint_gt(failures, 0);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("persist/short");

	TEST_EACH(&suite, short_memory_is_told_and_harms_nothing,
		ARRAY_SIZE(scenarios));
	return suite_end(&suite);
}
