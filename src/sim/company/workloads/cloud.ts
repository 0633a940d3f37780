import type { Counts } from '../facts.ts';
import type { Workload, WorkloadOddities } from './workload.ts';

/** Linked account whose untagged use belongs to one team. */
export const LAKE_ACCOUNT = '444455556666';
/** Linked account in which tags say whose use it is. */
export const PRODUCT_ACCOUNT = '111122223333';

const BEDROCK = {
  vendor: 'aws',
  product: 'bedrock',
  key: null,
  tier: 'standard',
  geo: 'global',
  ownedBy: null,
  owners: [],
  lanes: [],
} as const;

const per = (input: number, read: number, write: number, output: number, more: Counts = {}): Counts => ({
  input_uncached: input * 1000,
  cache_read: read * 1000,
  cache_write_5m: write * 1000,
  output: output * 1000,
  ...more,
});

/** Services that call models of the cloud provider. */
export const cloudWorkloads = (odd: WorkloadOddities): Workload[] => {
  const all: (Workload | false)[] = [
    {
      ...BEDROCK,
      id: 'checkout-summaries',
      place: PRODUCT_ACCOUNT,
      tag: 'checkout',
      lanes: [['mid', 1000]],
      requests: 3000,
      per1000: per(1300, 900, 120, 300),
      offDays: 1,
    },
    {
      ...BEDROCK,
      id: 'analytics-reports',
      place: PRODUCT_ACCOUNT,
      tag: 'analytics',
      lanes: [['mid', 1000]],
      requests: 700,
      per1000: per(5200, 0, 0, 900),
      offDays: 0.2,
    },
    {
      ...BEDROCK,
      id: 'lake-enrichment',
      place: LAKE_ACCOUNT,
      requests: 60000,
      per1000: { input_uncached: 1_500_000, output: 320_000 },
      offDays: 1,
    },
    odd.unknownTag && {
      ...BEDROCK,
      id: 'growth-lab',
      place: PRODUCT_ACCOUNT,
      tag: 'growth-lab',
      lanes: [['mid', 1000]],
      requests: 250,
      per1000: per(1400, 0, 0, 500),
      offDays: 0.1,
    },
  ];
  return all.filter((w) => w !== false);
};
