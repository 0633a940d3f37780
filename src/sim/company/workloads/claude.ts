import type { Counts } from '../facts.ts';
import { ownedBy, PLATFORM_POOL, pooled, type Workload, type WorkloadOddities } from './workload.ts';

/** Workspace of the coding assistant. */
export const CODE_WORKSPACE = 'wrkspc_01SimClaudeCode0000001';

const SINCE = '2026-01-01';
const claude = {
  vendor: 'anthropic',
  product: 'messages',
  tier: 'standard',
  geo: 'global',
  offDays: 0.6,
  ownedBy: 'place',
} as const;

const per = (input: number, read: number, write: number, output: number, more: Counts = {}): Counts => ({
  input_uncached: input * 1000,
  cache_read: read * 1000,
  cache_write_5m: write * 1000,
  output: output * 1000,
  ...more,
});

/** Services that call Claude at its maker. */
export const claudeWorkloads = (odd: WorkloadOddities): Workload[] => {
  const all: (Workload | false)[] = [
    {
      ...claude,
      id: 'checkout-assistant',
      place: 'wrkspc_01SimCheckout000000001',
      key: 'apikey_01SimCheckoutProd000001',
      lanes: [
        ['mid', 900],
        ['small', 100],
      ],
      requests: 4200,
      per1000: per(700, 2600, 180, 380),
      owners: ownedBy('checkout'),
    },
    {
      ...claude,
      id: 'search-ranking',
      place: 'wrkspc_01SimSearch00000000001',
      key: 'apikey_01SimSearchProd0000001',
      lanes: [
        ['small', 700],
        ['mid', 300],
      ],
      requests: 9000,
      per1000: per(900, 800, 90, 160),
      owners: ownedBy('search'),
    },
    {
      ...claude,
      id: 'support-assistant',
      place: 'wrkspc_01SimSupport0000000001',
      key: 'apikey_01SimSupportProd000001',
      lanes: [['mid', 1000]],
      geo: 'us',
      requests: 5200,
      per1000: per(1100, 3400, 220, 420, { web_searches: 60 }),
      offDays: 0.85,
      owners: ownedBy('customer-support'),
    },
    {
      ...claude,
      id: 'data-enrichment',
      place: 'wrkspc_01SimDataPlatform00001',
      key: 'apikey_01SimNightlyBatch00001',
      lanes: [
        ['mid', 600],
        ['small', 400],
      ],
      tier: 'batch',
      requests: 14000,
      per1000: per(2600, 0, 0, 520),
      offDays: 1,
      owners: ownedBy('data-platform'),
    },
    {
      ...claude,
      id: 'mobile-app',
      place: 'wrkspc_01SimProductApis000001',
      key: 'apikey_01SimMobileApp00000001',
      lanes: [['small', 1000]],
      requests: 6000,
      per1000: per(800, 1500, 140, 300),
      offDays: 1.1,
      ownedBy: 'key',
      owners: ownedBy('mobile'),
    },
    {
      ...claude,
      id: 'web-app',
      place: 'wrkspc_01SimProductApis000001',
      key: 'apikey_01SimWebApp0000000001',
      lanes: [
        ['small', 800],
        ['mid', 200],
      ],
      requests: 5000,
      per1000: per(900, 1500, 160, 330),
      offDays: 0.9,
      ownedBy: 'key',
      owners: [
        { team: 'web-platform', pool: null, from: SINCE, to: '2026-07-01' },
        { team: 'mobile', pool: null, from: '2026-07-01', to: null },
      ],
    },
    {
      ...claude,
      id: 'research-evals',
      place: 'wrkspc_01SimMlResearch0000001',
      key: 'apikey_01SimResearchEvals0001',
      lanes: [
        ['large', 700],
        ['mid', 300],
      ],
      requests: 900,
      per1000: per(3800, 1200, 600, 1900, { cache_write_1h: 300_000 }),
      offDays: 0.4,
      owners: ownedBy('ml-research'),
    },
    {
      ...claude,
      id: 'ci-refactor-bot',
      place: 'wrkspc_01SimDeveloperTools001',
      key: 'apikey_01SimCiRefactorBot0001',
      lanes: [['mid', 1000]],
      requests: 700,
      per1000: per(2100, 9000, 700, 1100),
      offDays: 0.3,
      owners: ownedBy('developer-experience'),
    },
    {
      ...claude,
      id: 'model-gateway',
      place: 'wrkspc_01SimAiGateway00000001',
      key: 'apikey_01SimAiGateway00000001',
      lanes: [['small', 1000]],
      requests: 5000,
      per1000: per(600, 300, 60, 120),
      offDays: 1,
      owners: pooled(PLATFORM_POOL),
    },
    {
      ...claude,
      id: 'intranet-bot',
      place: null,
      key: 'apikey_01SimIntranetBot000001',
      lanes: [
        ['small', 600],
        ['mid', 400],
      ],
      requests: 1500,
      per1000: per(1000, 1800, 150, 360),
      offDays: 0.1,
      ownedBy: 'key',
      owners: ownedBy('finance-ops'),
    },
    odd.unknownModel && {
      ...claude,
      id: 'research-preview',
      place: 'wrkspc_01SimMlResearch0000001',
      key: 'apikey_01SimResearchEvals0001',
      lanes: [['lynx', 1000]],
      requests: 120,
      per1000: per(2600, 600, 200, 1500),
      offDays: 0.1,
      from: '2026-09-14',
      owners: ownedBy('ml-research'),
    },
    odd.priorityTier && {
      ...claude,
      id: 'checkout-priority',
      place: 'wrkspc_01SimCheckout000000001',
      key: 'apikey_01SimCheckoutProd000001',
      lanes: [['mid', 1000]],
      tier: 'priority',
      requests: 200,
      per1000: per(700, 2600, 180, 380),
      offDays: 0.5,
      from: '2026-05-01',
      owners: ownedBy('checkout'),
    },
    odd.orphanKey && {
      ...claude,
      id: 'forgotten-prototype',
      place: null,
      key: 'apikey_01SimForgotten00000001',
      lanes: [
        ['small', 500],
        ['mid', 500],
      ],
      requests: 800,
      per1000: per(900, 500, 80, 350),
      offDays: 0.3,
      ownedBy: null,
      owners: [],
    },
  ];
  return all.filter((w) => w !== false);
};
