/* SPDX-License-Identifier: MIT */
/*
 * A source as it is written for Windows, headers, literals, text functions and
 * all. It is compiled as C and as C++, with wide characters of 16 bits.
 */
#define COBJMACROS
#define UNICODE
#include <windows.h>

#include <ole2.h>
#include <stdio.h>
#include <strsafe.h>
#include <tchar.h>
#include <unistd.h>
#include <wchar.h>

#ifdef __cplusplus
#include <cwchar>
#define CALL(object, method, ...) (object)->method(__VA_ARGS__)
#define CALL0(object, method)     (object)->method()
#else
#define CALL(object, method, ...) \
	(object)->lpVtbl->method((object), __VA_ARGS__)
#define CALL0(object, method)     (object)->lpVtbl->method(object)
#endif

#define NEW    (STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define CHECK(condition) \
	((condition) ? (void)0 : complain(__LINE__, #condition))

static int failures;

static void
complain(int line, const char *what)
{
	fprintf(stderr, "ported.c:%d: not true: %s\n", line, what);
	failures++;
}

static void
write_file(LPCWSTR path)
{
	IStorage *root = NULL;
	IStream *stream = NULL;
	WCHAR name[32];
	ULONG written = 0;
	HRESULT hr = StgCreateDocfile(path, NEW | STGM_TRANSACTED, 0, &root);

	CHECK(SUCCEEDED(hr));
	if (FAILED(hr))
		return;
	CHECK(StringCchCopyW(name, ARRAYSIZE(name), L"Sheet ") == S_OK);
	CHECK(StringCchCatW(name, ARRAYSIZE(name), L"1") == S_OK);
	CHECK(CALL(root, CreateStream, name, NEW, 0, 0, &stream) == S_OK);
	CHECK(CALL(stream, Write, L"hello", 10, &written) == S_OK);
	CALL0(stream, Release);
	CHECK(CALL(root, Commit, STGC_DEFAULT) == S_OK);
	CALL0(root, Release);
}

static void
check_element(const STATSTG *stat)
{
	char narrow[64];
	SYSTEMTIME time;

	CHECK(stat->type == STGTY_STREAM && stat->cbSize.QuadPart == 10);
	CHECK(wcscmp(stat->pwcsName, L"Sheet 1") == 0);
	CHECK(wcslen(stat->pwcsName) == 7 && lstrlen(stat->pwcsName) == 7);
	CHECK(_wcsicmp(stat->pwcsName, _T("sHEET 1")) == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, stat->pwcsName, -1, narrow,
		sizeof narrow, NULL, NULL) == 8);
	CHECK(strcmp(narrow, "Sheet 1") == 0);
	CHECK(FileTimeToSystemTime(&stat->mtime, &time) &&
		time.wYear == 1601);
}

static void
read_file(LPCWSTR path)
{
	IStorage *root = NULL;
	IEnumSTATSTG *elements = NULL;
	STATSTG stat;
	unsigned count = 0;
	HRESULT hr = StgOpenStorage(path, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);

	CHECK(SUCCEEDED(hr));
	if (FAILED(hr))
		return;
	CHECK(CALL(root, EnumElements, 0, NULL, 0, &elements) == S_OK);
	while (CALL(elements, Next, 1, &stat, NULL) == S_OK) {
		check_element(&stat);
		CoTaskMemFree(stat.pwcsName);
		count++;
	}
	CHECK(count == 1);
	CALL0(elements, Release);
	CALL0(root, Release);
}

static void
check_text(void)
{
	const WCHAR *path = L"a/b/c";
	WCHAR room[8];

	CHECK(wcsrchr(path, '/') == path + 3);
	CHECK(wcsstr(L"abcabd", L"abd") != NULL && !wcsstr(L"ab", L"abc"));
	CHECK(wcsspn(L"aab", L"a") == 2 && wcscspn(L"aab", L"b") == 2);
	CHECK(wcsncpy(room, L"ab", 4)[3] == 0 && wcschr(L"ab", 'x') == NULL);
	CHECK(wcscmp(wcscat(wcscpy(room, L"ab"), L"cd"), L"abcd") == 0);
	CHECK(StringCchCopyW(room, 3, L"abc") ==
		STRSAFE_E_INSUFFICIENT_BUFFER && wcscmp(room, L"ab") == 0);
	CHECK(StringCchCopyW(room, 4, L"abc") == S_OK);
	CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcscmp(L"b", L"a") > 0);
}

int
main(void)
{
	char narrow[64];
	WCHAR path[64];
	HRESULT hr = CoInitialize(NULL);

	CHECK(SUCCEEDED(hr));
	snprintf(narrow, sizeof narrow, "/tmp/stg-ported-%d", (int)getpid());
	CHECK(MultiByteToWideChar(CP_ACP, 0, narrow, -1, path,
		ARRAYSIZE(path)) != 0);
	write_file(path);
	read_file(path);
	check_text();
	CHECK(remove(narrow) == 0);
	CoUninitialize();
	return failures != 0;
}
