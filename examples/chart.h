/* SPDX-License-Identifier: MIT */
/* A chart: numbers in a row, in a storage of its own. */
#ifndef CHART_H
#define CHART_H

#include <stg/stg.h>

/* What a program asks a chart, besides how it is saved. */
#define INTERFACE IChart
DECLARE_INTERFACE_(IChart, IUnknown)
{
	STG_SLOTS_IUnknown

	STDMETHOD(Append)(THIS_ LONG value) PURE;
	STDMETHOD_(ULONG, Count)(THIS) PURE;
	STDMETHOD_(LONG, Get)(THIS_ ULONG index) PURE;
};
#undef INTERFACE

#define IChart_QueryInterface(This, riid, ppv)	\
	(This)->lpVtbl->QueryInterface(This, riid, ppv)
#define IChart_Release(This)		(This)->lpVtbl->Release(This)
#define IChart_Append(This, value)	(This)->lpVtbl->Append(This, value)
#define IChart_Count(This)		(This)->lpVtbl->Count(This)
#define IChart_Get(This, index)		(This)->lpVtbl->Get(This, index)

extern const IID IID_IChart;
extern const CLSID CLSID_Chart;
extern const struct stg_object_class chart_class;

#endif
