/* SPDX-License-Identifier: MIT */
/*
 * What well-known identifiers and names mean: class and format identifiers,
 * names of elements, and the application that a whole file belongs to. The
 * texts are static and in English; a lookup that finds nothing returns NULL.
 */
#ifndef STG_KNOWN_KNOWN_H
#define STG_KNOWN_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the longest name that known_msi_name() writes, with its NUL. */
#define KNOWN_MSI_NAME_SIZE 96

/** What a class identifier, as the sixteen bytes on disk, stands for. */
const char *known_class(const uint8_t clsid[16]);

/** Which property set a format identifier, as on disk, stands for. */
const char *known_format(const uint8_t fmtid[16]);

/** What the property of a set, by its format as on disk, is called. */
const char *known_property(const uint8_t fmtid[16], uint32_t id);

/**
 * What an element of this name holds in the applications known to use it; it
 * does not follow that the file at hand belongs to one of them. ASCII letters
 * match in either case.
 */
const char *known_element(const uint16_t *name, size_t units);

/**
 * What kind of document a file is, by the elements in it and by the class of
 * its root. `has` tells whether the file has an element of that inner path,
 * which is a static string in the grammar of <stg/helpers.h>, for example
 * "\x06DataSpaces/Version".
 */
const char *known_application(const uint8_t root_clsid[16],
	bool (*has)(const char *path, void *context), void *context);

/**
 * Decode the name of a stream in a Windows Installer database into UTF-8; a
 * table has a "!" before its name, which no element's name can contain.
 * Returns the length in bytes, or 0 when the name is not so coded or does not
 * fit in `size` bytes with a NUL; `text` is then left alone.
 */
size_t
known_msi_name(const uint16_t *name, size_t units, char *text, size_t size);

#endif
