/* SPDX-License-Identifier: MIT */
/* Zeros become holes: a file of 1 GB takes what its tables take. */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tests/builder/recipe.h"

static bool
write_to(const struct image *image)
{
	int fd =
		open(image->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && builder_write(image->b, fd);

	if (fd >= 0 && close(fd) != 0)
		ok = false;
	if (!ok)
		fprintf(stderr, "bench: %s: %s\n", image->path,
			strerror(errno));
	return ok;
}

bool
image_make(struct image *image, const char *directory, const char *name,
	const char *recipe)
{
	size_t room = strlen(directory) + strlen(name) + 2;
	char error[200];

	image->path = malloc(room);
	image->b = recipe_parse(recipe, strlen(recipe), 0, error, sizeof error);
	if (!image->path || !image->b) {
		fprintf(stderr, "bench: %s: %s\n", name,
			image->b ? "no memory" : error);
		return false;
	}
	snprintf(image->path, room, "%s/%s", directory, name);
	return write_to(image);
}

void
image_done(struct image *image)
{
	if (image->path)
		unlink(image->path);
	free(image->path);
	builder_destroy(image->b);
}

uint32_t
image_find(const struct image *image, const char *name)
{
	uint16_t units[32];
	size_t count = 0;

	for (; name[count] && count < 32; count++)
		units[count] = (uint8_t)name[count];
	return builder_find(image->b, 0, units, count);
}
