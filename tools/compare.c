/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "compare.h"

#include <stdio.h>
#include <string.h>

#include "storage.h"
#include "terminal.h"

struct comparison {
	IStorage *here;
	IStorage *there;
	bool news; /* elements of `here` are new; otherwise they are gone */
};

static bool
same_bytes(IStream *one, IStream *other)
{
	static char a[65536], b[sizeof(a)];
	size_t got_a = 0, got_b = 0;

	do {
		if (FAILED(stream_read(one, a, sizeof(a), &got_a)) ||
			FAILED(stream_read(other, b, sizeof(b), &got_b)) ||
			got_a != got_b || memcmp(a, b, got_a) != 0)
			return false;
	} while (got_a != 0);
	return true;
}

static bool
same_contents(const struct comparison *c, const char *path)
{
	IStream *one = NULL, *other = NULL;
	bool same = SUCCEEDED(stg_open_stream(
			    c->here, path, STREAM_MODE, &one)) &&
		    SUCCEEDED(stg_open_stream(
			    c->there, path, STREAM_MODE, &other)) &&
		    same_bytes(one, other);

	if (one)
		IStream_Release(one);
	if (other)
		IStream_Release(other);
	return same;
}

static bool
is_same(const struct comparison *c, const struct stg_element *one,
	const struct stg_element *other)
{
	if (one->type != other->type || one->size != other->size ||
		one->state_bits != other->state_bits ||
		memcmp(&one->clsid, &other->clsid, sizeof(one->clsid)) != 0)
		return false;
	if (one->type != STGTY_STREAM)
		return memcmp(&one->mtime, &other->mtime,
			       sizeof(one->mtime)) == 0 &&
		       memcmp(&one->ctime, &other->ctime,
			       sizeof(one->ctime)) == 0;
	return same_contents(c, one->path);
}

static void
print(char how, const char *path)
{
	printf("%c %s\n", how,
		*path ? terminal_safe(STREAM_OUTPUT, path) : "/");
}

static HRESULT
compare_element(const struct stg_element *element, void *context)
{
	const struct comparison *c = context;
	struct stg_element other;
	HRESULT hr = stg_stat(c->there, element->path, &other);

	/* A name in another case is found as well. */
	if (FAILED(hr) || strcmp(element->path, other.path) != 0)
		print(c->news ? '+' : '-', element->path);
	else if (c->news && !is_same(c, element, &other))
		print('~', element->path);
	return S_OK;
}

HRESULT
compare_print(IStorage *before, IStorage *after)
{
	struct comparison c = { before, after, false };
	HRESULT hr = stg_walk(
		before, "", STG_WALK_DEFAULT, compare_element, &c);

	c = (struct comparison){ after, before, true };
	if (SUCCEEDED(hr))
		hr = stg_walk(after, "", STG_WALK_DEFAULT, compare_element, &c);
	return hr;
}
