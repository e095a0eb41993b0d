/* SPDX-License-Identifier: MIT */
/*
 * Annotations of parameters, which mean nothing here. The older ones in lower
 * case (__in, __out) are not defined: C++ libraries use such words themselves.
 */
#ifndef STG_COMPAT_SAL_H
#define STG_COMPAT_SAL_H


#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _Out_
#define _Out_opt_
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _Outptr_result_z_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_result_maybenull_
#define _Reserved_
#define _Null_terminated_
#define _NullNull_terminated_
#define _Notnull_
#define _Maybenull_
#define _Const_
#define _Ret_z_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_maybenull_z_
#define _Check_return_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define _Pre_null_
#define _Pre_notnull_
#define _Pre_maybenull_
#define _Pre_valid_
#define _Pre_invalid_
#define _Post_valid_
#define _Post_invalid_
#define _Post_null_
#define _Post_notnull_
#define _Post_maybenull_
#define _Deref_out_
#define _Deref_opt_out_
#define _Frees_ptr_
#define _Frees_ptr_opt_
#define _Printf_format_string_
#define _Field_z_
#define _Interlocked_operand_

/* With a size, a condition or a range. */
#define _In_reads_(...)
#define _In_reads_opt_(...)
#define _In_reads_z_(...)
#define _In_reads_or_z_(...)
#define _In_reads_bytes_(...)
#define _In_reads_bytes_opt_(...)
#define _In_range_(...)
#define _Out_writes_(...)
#define _Out_writes_opt_(...)
#define _Out_writes_z_(...)
#define _Out_writes_bytes_(...)
#define _Out_writes_bytes_opt_(...)
#define _Out_writes_all_(...)
#define _Out_writes_all_opt_(...)
#define _Out_writes_bytes_all_(...)
#define _Inout_updates_(...)
#define _Inout_updates_opt_(...)
#define _Inout_updates_z_(...)
#define _Inout_updates_bytes_(...)
#define _Inout_updates_bytes_opt_(...)
#define _Inout_updates_all_(...)
#define _Outptr_result_buffer_(...)
#define _Outptr_result_buffer_maybenull_(...)
#define _Outptr_result_bytebuffer_(...)
#define _Outptr_result_bytebuffer_maybenull_(...)
#define _Ret_range_(...)
#define _Ret_writes_(...)
#define _Ret_writes_bytes_(...)
#define _Ret_writes_maybenull_(...)
#define _Field_size_(...)
#define _Field_size_opt_(...)
#define _Field_size_bytes_(...)
#define _Field_size_bytes_opt_(...)
#define _Field_size_full_(...)
#define _Field_range_(...)
#define _Success_(...)
#define _Return_type_success_(...)
#define _At_(...)
#define _On_failure_(...)
#define _Always_(...)
#define _Pre_satisfies_(...)
#define _Post_satisfies_(...)
#define _Analysis_assume_(...)
#define _Struct_size_bytes_(...)
#define _Out_writes_to_(...)
#define _Out_writes_to_opt_(...)
#define _Out_writes_bytes_to_(...)
#define _Out_writes_bytes_to_opt_(...)
#define _Inout_updates_to_(...)
#define _Inout_updates_bytes_to_(...)
#define _Outptr_result_buffer_to_(...)
#define _Outptr_result_bytebuffer_to_(...)
#define _Field_size_part_(...)
#define _Field_size_bytes_part_(...)
#define _When_(...)

#endif
