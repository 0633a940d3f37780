import { hashText, mulberry32 } from '../../src/sim/company/random.ts';

const MODELS = [
  'claude-opus-4-6',
  'claude-sonnet-4-6',
  'claude-haiku-4-5-20251001',
  'claude-opus-4-5-20251101',
  'claude-sonnet-4-5-20250929',
  'claude-sonnet-5',
];
const TIERS = ['standard', 'batch'];
const GEOGRAPHIES = ['global', 'us'];
const PER_KEY = MODELS.length * TIERS.length * GEOGRAPHIES.length;

/** Keys that so many rows a day need: every row of a day has dimensions of its own. */
export function keysFor(rowsPerDay: number): string[] {
  return Array.from({ length: Math.ceil(rowsPerDay / PER_KEY) }, (_, i) => `apikey_FAKE_${i}`);
}

const workspaceOf = (key: number) => `wrkspc_FAKE_${key % 40}`;

/** One day bucket of a Messages usage report with so many rows; the same day gives the same figures. */
export function usageBucket(day: string, rows: number): object {
  const random = mulberry32(hashText(day));
  const count = (most: number) => Math.floor(random() * most);
  const results = Array.from({ length: rows }, (_, i) => {
    const key = Math.floor(i / PER_KEY);
    return {
      account_id: null,
      service_account_id: null,
      api_key_id: `apikey_FAKE_${key}`,
      workspace_id: workspaceOf(key),
      model: MODELS[i % MODELS.length],
      service_tier: TIERS[Math.floor(i / MODELS.length) % TIERS.length],
      context_window: '0-200k',
      inference_geo: GEOGRAPHIES[Math.floor(i / MODELS.length / TIERS.length) % GEOGRAPHIES.length],
      uncached_input_tokens: count(2_000_000),
      cache_creation: { ephemeral_5m_input_tokens: count(400_000), ephemeral_1h_input_tokens: 0 },
      cache_read_input_tokens: count(20_000_000),
      output_tokens: count(500_000),
      server_tool_use: { web_search_requests: 0 },
    };
  });
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return { starting_at: `${day}T00:00:00Z`, ending_at: `${next}T00:00:00Z`, results };
}

/** Rows of each of `days` days so that they add up to `rows`. */
export function rowsPerDay(rows: number, days: number): number[] {
  return Array.from({ length: days }, (_, i) => Math.floor((rows * (i + 1)) / days) - Math.floor((rows * i) / days));
}
