import type { Expression, GetCostAndUsageRequest, GetDimensionValuesRequest } from '@aws-sdk/client-cost-explorer';
import type { OutgoingRequest } from '../http/client.ts';

/** Record types that are not usage: credits would hide it, tax is no AI spend. */
const CREDITS = ['Credit', 'Refund'];
const NOT_USAGE = [...CREDITS, 'Tax'];

const one = ({ query }: OutgoingRequest, name: string) => query.find(([n]) => n === name)?.[1];
const all = ({ query }: OutgoingRequest, name: string) => query.filter(([n]) => n === name).map(([, value]) => value);

/** The input of GetDimensionValues that a planned request stands for. */
export function dimensionValuesInput(request: OutgoingRequest): GetDimensionValuesRequest {
  return { TimePeriod: period(request), Dimension: 'SERVICE', Context: 'COST_AND_USAGE', ...token(request) };
}

/** The input of GetCostAndUsage that a planned request stands for. */
export function costAndUsageInput(request: OutgoingRequest): GetCostAndUsageRequest {
  const account = one(request, 'account');
  const filters: Expression[] = [
    { Dimensions: { Key: 'SERVICE', Values: all(request, 'service') } },
    one(request, 'records') === 'credits'
      ? { Dimensions: { Key: 'RECORD_TYPE', Values: CREDITS } }
      : { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: NOT_USAGE } } },
    ...(account === undefined ? [] : [{ Dimensions: { Key: 'LINKED_ACCOUNT', Values: [account] } } as Expression]),
  ];
  return {
    TimePeriod: period(request),
    Granularity: 'DAILY',
    Metrics: ['UnblendedCost', 'NetUnblendedCost', 'UsageQuantity'],
    GroupBy: all(request, 'group_by').map((Key) => ({ Type: 'DIMENSION', Key })),
    Filter: { And: filters },
    ...token(request),
  };
}

function period(request: OutgoingRequest) {
  return { Start: one(request, 'from'), End: one(request, 'to') };
}

function token(request: OutgoingRequest) {
  const page = one(request, 'page');
  return page === undefined ? {} : { NextPageToken: page };
}
