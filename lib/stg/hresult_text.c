/* SPDX-License-Identifier: MIT */
/*
 * Results in words: the name of each HRESULT that <stg/hresult.h> declares and
 * a sentence for people at a terminal. tests/abi/hresult_names.sh compares the
 * table with the header.
 */
#include <stg/helpers.h>

struct result {
	HRESULT value;
	const char *name;
	const char *text;
};

#define RESULT(name, text)        \
	{                         \
		name, #name, text \
	}

static const struct result results[] = {
	RESULT(S_OK, "Everything went well."),
	RESULT(S_FALSE, "Everything went well, and the answer is no, or there"
			" is no more."),

	RESULT(E_UNEXPECTED, "The call makes no sense at this point."),
	RESULT(E_NOTIMPL, "This is not implemented."),
	RESULT(E_NOINTERFACE, "The object does not have that interface."),
	RESULT(E_POINTER, "A pointer is NULL that must not be."),
	RESULT(E_ABORT, "The operation was called off."),
	RESULT(E_FAIL, "The operation failed for a reason that is not given."),
	RESULT(E_PENDING, "The data needed have not arrived yet."),
	RESULT(E_ACCESSDENIED, "Access was denied."),
	RESULT(E_HANDLE, "That handle is not valid."),
	RESULT(E_OUTOFMEMORY, "There is not enough memory."),
	RESULT(E_INVALIDARG, "An argument is not valid."),

	RESULT(STG_E_INVALIDFUNCTION, "The object does not support this."),
	RESULT(STG_E_FILENOTFOUND, "There is no file or element of that name."),
	RESULT(STG_E_PATHNOTFOUND, "A directory or storage on the way to it is"
				   " missing."),
	RESULT(STG_E_TOOMANYOPENFILES, "Too many files are open, or the file is"
				       " open too many times."),
	RESULT(STG_E_ACCESSDENIED, "Access was denied: permission is missing,"
				   " or the element is open already."),
	RESULT(STG_E_INVALIDHANDLE, "The object no longer refers to anything."),
	RESULT(STG_E_INSUFFICIENTMEMORY, "There is not enough memory."),
	RESULT(STG_E_INVALIDPOINTER, "A pointer is NULL that must not be."),
	RESULT(STG_E_NOMOREFILES, "There are no more elements."),
	RESULT(STG_E_DISKISWRITEPROTECTED, "The file system is mounted"
					   " read-only."),
	RESULT(STG_E_SEEKERROR, "That position is outside of the stream."),
	RESULT(STG_E_WRITEFAULT, "The device reported an error while writing."),
	RESULT(STG_E_READFAULT, "The device reported an error while reading, or"
				" the data end too early."),
	RESULT(STG_E_SHAREVIOLATION, "The file is open elsewhere in a way that"
				     " rules this out."),
	RESULT(STG_E_LOCKVIOLATION, "Somebody else holds a lock on the file."),
	RESULT(STG_E_FILEALREADYEXISTS, "The name is taken, or the file exists"
					" and is not a compound file."),
	RESULT(STG_E_INVALIDPARAMETER, "An argument is not valid."),
	RESULT(STG_E_MEDIUMFULL, "There is no room left on the device."),

	RESULT(STG_E_PROPSETMISMATCHED, "This kind of property set cannot hold"
					" such a value."),
	RESULT(STG_E_ABNORMALAPIEXIT, "The call ended in an orderless way."),
	RESULT(STG_E_INVALIDHEADER, "The header of the file is damaged."),
	RESULT(STG_E_INVALIDNAME, "That name is not allowed."),
	RESULT(STG_E_UNKNOWN, "Something failed that nobody foresaw."),
	RESULT(STG_E_UNIMPLEMENTEDFUNCTION, "This function is not"
					    " implemented."),
	RESULT(STG_E_INVALIDFLAG, "The flags do not go together, or one of"
				  " them does not exist."),
	RESULT(STG_E_INUSE, "The object is in use."),
	RESULT(STG_E_NOTCURRENT, "Somebody else has committed changes to the"
				 " file since."),
	RESULT(STG_E_REVERTED, "The object is gone, because what it lay in was"
			       " reverted, deleted or closed."),
	RESULT(STG_E_CANTSAVE, "This cannot be saved."),
	RESULT(STG_E_OLDFORMAT, "The file is of a format that is too old."),
	RESULT(STG_E_OLDDLL, "The file is of a version that is too new."),
	RESULT(STG_E_SHAREREQUIRED, "This needs a file that is open for"
				    " sharing."),
	RESULT(STG_E_NOTFILEBASEDSTORAGE, "This storage does not lie in a"
					  " file."),
	RESULT(STG_E_EXTANTMARSHALLINGS, "Other processes still use the"
					 " object."),
	RESULT(STG_E_DOCFILECORRUPT, "The file is damaged."),
	RESULT(STG_E_BADBASEADDRESS, "Shared memory is not where it ought to"
				     " be."),
	RESULT(STG_E_DOCFILETOOLARGE, "The file would become larger than its"
				      " format allows."),
	RESULT(STG_E_NOTSIMPLEFORMAT, "The file does not suit the simple"
				      " mode."),
	RESULT(STG_E_INCOMPLETE, "The data came to an end before they were"
				 " complete."),
	RESULT(STG_E_TERMINATED, "The transfer was ended."),

	RESULT(STG_S_CONVERTED, "What was there became the stream CONTENTS."),
	RESULT(STG_S_BLOCK, "The call waits for data."),
	RESULT(STG_S_RETRYNOW, "The call tries again at once."),
	RESULT(STG_S_MONITORING, "The decision is left to others."),
	RESULT(STG_S_MULTIPLEOPENS, "The changes are saved; the gaps stay,"
				    " since the file is open elsewhere."),
	RESULT(STG_S_CONSOLIDATIONFAILED, "The changes are saved; closing the"
					  " gaps failed."),
	RESULT(STG_S_CANNOTCONSOLIDATE, "The changes are saved; the gaps cannot"
					" be closed in this mode."),
	RESULT(STG_S_WALK_PRUNE, "The walk passes over the children of the"
				 " element."),

	RESULT(OLE_E_OLEVERB, "The object does not know that verb."),
	RESULT(OLE_E_ADVF, "The notification flags are not valid."),
	RESULT(OLE_E_ENUM_NOMORE, "There is nothing more to list."),
	RESULT(OLE_E_ADVISENOTSUPPORTED, "The object does not send"
					 " notifications."),
	RESULT(OLE_E_NOCONNECTION, "There is no connection of that number."),
	RESULT(OLE_E_NOTRUNNING, "The object is not running."),
	RESULT(OLE_E_NOCACHE, "There is no cache to work on."),
	RESULT(OLE_E_BLANK, "There is no object."),
	RESULT(OLE_E_CLASSDIFF, "The source of the link is of another class"
				" now."),
	RESULT(OLE_E_CANT_GETMONIKER, "The object has no name to refer to it"
				      " by."),
	RESULT(OLE_E_CANT_BINDTOSOURCE, "The source of the link cannot be"
					" reached."),
	RESULT(OLE_E_STATIC, "The object is a mere picture."),
	RESULT(OLE_E_PROMPTSAVECANCELLED, "The user called saving off."),
	RESULT(OLE_E_INVALIDRECT, "The rectangle is not valid."),
	RESULT(OLE_E_WRONGCOMPOBJ, "The component library is of the wrong"
				   " version."),
	RESULT(OLE_E_INVALIDHWND, "The window is not valid."),
	RESULT(OLE_E_NOT_INPLACEACTIVE, "The object is not active in place."),
	RESULT(OLE_E_CANTCONVERT, "The object cannot be converted."),
	RESULT(OLE_E_NOSTORAGE, "The object was not given a storage yet."),
	RESULT(OLE_S_USEREG, "The answer is to be taken from the"
			     " registration."),
	RESULT(OLE_S_STATIC, "It worked, but the object is a mere picture."),
	RESULT(OLE_S_MAC_CLIPFORMAT, "The clipboard format is one of the"
				     " Macintosh."),

	RESULT(DV_E_FORMATETC, "The description of the data format is not"
			       " valid."),
	RESULT(DV_E_DVTARGETDEVICE, "The description of the device is not"
				    " valid."),
	RESULT(DV_E_STGMEDIUM, "The description of the medium is not valid."),
	RESULT(DV_E_STATDATA, "The description of the connection is not"
			      " valid."),
	RESULT(DV_E_LINDEX, "The object has no part of that number."),
	RESULT(DV_E_TYMED, "The data are not to be had in that kind of"
			   " medium."),
	RESULT(DV_E_CLIPFORMAT, "The clipboard format is not valid, or the"
				" stream does not hold one."),
	RESULT(DV_E_DVASPECT, "The object has no such view."),
	RESULT(DV_E_DVTARGETDEVICE_SIZE, "The description of the device has a"
					 " wrong size."),
	RESULT(DV_E_NOIVIEWOBJECT, "The object cannot draw itself."),

	RESULT(CONVERT10_E_OLESTREAM_GET, "Reading the OLE 1 stream failed."),
	RESULT(CONVERT10_E_OLESTREAM_PUT, "Writing the OLE 1 stream failed."),
	RESULT(CONVERT10_E_OLESTREAM_FMT, "The OLE 1 stream does not hold an"
					  " object."),
	RESULT(CONVERT10_E_OLESTREAM_BITMAP_TO_DIB,
		"The bitmap in the OLE 1 stream cannot be converted."),
	RESULT(CONVERT10_E_STG_FMT, "The storage does not hold an object."),
	RESULT(CONVERT10_E_STG_NO_STD_STREAM,
		"The storage lacks a stream that belongs to an object."),
	RESULT(CONVERT10_E_STG_DIB_TO_BITMAP,
		"The bitmap in the storage cannot be converted."),
	RESULT(CONVERT10_S_NO_PRESENTATION,
		"The object was converted; it had no picture of itself."),

	RESULT(CLASS_E_NOAGGREGATION, "Objects of that class cannot be part of"
				      " another one."),
	RESULT(CLASS_E_CLASSNOTAVAILABLE, "That class is not provided here."),
	RESULT(CLASS_E_NOTLICENSED, "That class needs a licence."),
	RESULT(REGDB_E_READREGDB, "The registration cannot be read."),
	RESULT(REGDB_E_WRITEREGDB, "The registration cannot be written."),
	RESULT(REGDB_E_KEYMISSING, "The registration does not say so."),
	RESULT(REGDB_E_INVALIDVALUE, "The registration holds something that is"
				     " not valid."),
	RESULT(REGDB_E_CLASSNOTREG, "That class is not registered."),
	RESULT(REGDB_E_IIDNOTREG, "That interface is not registered."),
	RESULT(REGDB_E_BADTHREADINGMODEL, "The class is registered with a"
					  " threading model that does not"
					  " exist."),
	RESULT(CO_E_NOTINITIALIZED, "The component library was not"
				    " initialized, or the object was not."),
	RESULT(CO_E_ALREADYINITIALIZED, "That was initialized before."),
	RESULT(CO_E_CANTDETERMINECLASS, "The class of the object cannot be told"
					" from its file."),
	RESULT(CO_E_CLASSSTRING, "That is not the text of a class"
				 " identifier."),
	RESULT(CO_E_IIDSTRING, "That is not the text of an interface"
			       " identifier."),
	RESULT(CO_E_APPNOTFOUND, "The program for the object was not found."),
	RESULT(CO_E_ERRORINAPP, "The program for the object failed."),
	RESULT(CO_E_ERRORINDLL, "The library for the object failed."),
	RESULT(CO_E_OBJNOTREG, "The object is not registered."),
	RESULT(CO_E_OBJISREG, "The object is registered already."),
	RESULT(CO_E_OBJNOTCONNECTED, "The object is not connected to"
				     " anything."),
	RESULT(CO_S_NOTALLINTERFACES, "The object has some of the interfaces,"
				      " but not all."),
	RESULT(RPC_E_CHANGED_MODE, "The thread has begun with another"
				   " threading model."),

	RESULT(MK_E_CONNECTMANUALLY, "Somebody must make the connection"
				     " first."),
	RESULT(MK_E_EXCEEDEDDEADLINE, "The time for it was up."),
	RESULT(MK_E_NEEDGENERIC, "The name needs a general composition."),
	RESULT(MK_E_UNAVAILABLE, "The operation is not available."),
	RESULT(MK_E_SYNTAX, "The name is not well formed."),
	RESULT(MK_E_NOOBJECT, "The name refers to no object."),
	RESULT(MK_E_INVALIDEXTENSION, "Neither the contents nor the extension"
				      " of the file tell its class."),
	RESULT(MK_E_INTERMEDIATEINTERFACENOTSUPPORTED,
		"An object on the way lacks an interface."),
	RESULT(MK_E_NOTBINDABLE, "The name cannot be resolved."),
	RESULT(MK_E_NOTBOUND, "The name was not resolved before."),
	RESULT(MK_E_CANTOPENFILE, "The file cannot be opened."),
	RESULT(MK_E_MUSTBOTHERUSER, "This cannot go on without asking the"
				    " user."),
	RESULT(MK_E_NOINVERSE, "The name has no inverse."),
	RESULT(MK_E_NOSTORAGE, "The name does not refer to a storage."),
	RESULT(MK_E_NOPREFIX, "The names have nothing in common."),
	RESULT(MK_E_ENUMERATION_FAILED, "The parts of the name cannot be"
					" listed."),

	RESULT(DISP_E_UNKNOWNINTERFACE, "That interface is unknown."),
	RESULT(DISP_E_MEMBERNOTFOUND, "There is no such member."),
	RESULT(DISP_E_PARAMNOTFOUND, "There is no such parameter."),
	RESULT(DISP_E_TYPEMISMATCH, "The types do not match."),
	RESULT(DISP_E_UNKNOWNNAME, "That name is unknown."),
	RESULT(DISP_E_NONAMEDARGS, "Arguments cannot be given by name here."),
	RESULT(DISP_E_BADVARTYPE, "The value has a type that is not allowed."),
	RESULT(DISP_E_EXCEPTION, "The object raised an exception."),
	RESULT(DISP_E_OVERFLOW, "The value is out of range."),
	RESULT(DISP_E_BADINDEX, "The index is out of bounds."),
	RESULT(DISP_E_UNKNOWNLCID, "That locale is unknown."),
	RESULT(DISP_E_ARRAYISLOCKED, "The array is locked."),
	RESULT(DISP_E_BADPARAMCOUNT, "The number of arguments is wrong."),
	RESULT(DISP_E_PARAMNOTOPTIONAL, "An argument is missing."),
	RESULT(DISP_E_BADCALLEE, "The callee is not valid."),
	RESULT(DISP_E_NOTACOLLECTION, "The object is not a collection."),
	RESULT(DISP_E_DIVBYZERO, "Something was divided by zero."),
	RESULT(DISP_E_BUFFERTOOSMALL, "The buffer is too small."),
	RESULT(TYPE_E_BUFFERTOOSMALL, "There is no room for all elements."),
	RESULT(INTSAFE_E_ARITHMETIC_OVERFLOW, "The number does not fit."),

	{ HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION),
		"HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION)",
		"The text holds a character that the other code page lacks." },
};

static const struct result *
find(HRESULT hr)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (results[i].value == hr)
			return &results[i];
	}
	return NULL;
}

const char *
stg_hresult_name(HRESULT hr)
{
	const struct result *result = find(hr);

	return result ? result->name : NULL;
}

const char *
stg_hresult_text(HRESULT hr)
{
	const struct result *result = find(hr);

	if (result)
		return result->text;
	if (SUCCEEDED(hr))
		return "The call succeeded, in a way that has no name.";
	if (HRESULT_FACILITY(hr) == FACILITY_WIN32)
		return "The system reported an error that has no name here.";
	return "The call failed with an error that has no name.";
}
