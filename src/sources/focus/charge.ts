/** FOCUS ChargeCategory. */
export const CATEGORIES = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;

/** What decides the kind of a charge. */
export interface Charge {
  readonly category: string;
  readonly commitmentStatus: string | null;
  readonly commitmentId: string | null;
  /** Pricing unit, meter and SKU: seats are told from other purchases by them. */
  readonly words: string;
}

/** How a line is split: seats by their holders, usage by usage, the rest by rules of their own. */
export function chargeKind({ category, commitmentStatus, commitmentId, words }: Charge): string {
  switch (category) {
    case 'Usage':
      // Paid for and used by nobody: there is no usage to follow.
      return commitmentStatus === 'Unused' ? 'purchase' : 'usage';
    case 'Purchase':
      return commitmentId === null && /\bseats?\b|\blicen[cs]es?\b|\busers?-months?\b/i.test(words)
        ? 'seat'
        : 'purchase';
    case 'Tax':
      return 'tax';
    case 'Credit':
      return 'credit';
    default:
      return 'adjustment';
  }
}

/** Who sends the invoice, as one word per vendor whatever its legal entity: `aws`, `microsoft`, `openai`, … */
export function invoicingProvider(name: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/^aws\b|amazon web services/i, 'aws'],
    [/^microsoft\b|^azure\b/i, 'microsoft'],
    [/^google\b/i, 'google_cloud'],
    [/^oracle\b/i, 'oracle'],
    [/^openai\b/i, 'openai'],
    [/^anthropic\b/i, 'anthropic'],
    [/^github\b/i, 'github'],
    [/^cursor\b|anysphere/i, 'cursor'],
  ];
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? (slug === '' ? 'unknown' : slug);
}

/** Tag keys that name a team or cost centre, best first. */
const TEAM_KEYS = ['team', 'team_id', 'teamid', 'cost_center', 'costcenter', 'cost-center'];

/** The team or cost centre a row is tagged with; prefixes such as `user:` do not matter. */
export function teamTag(tags: Readonly<Record<string, unknown>> | null): string | null {
  if (tags === null) return null;
  const byKey = new Map(
    Object.entries(tags).map(([key, value]) => [key.toLowerCase().replace(/^user[:_]/, ''), value]),
  );
  for (const key of TEAM_KEYS) {
    const value = byKey.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}
