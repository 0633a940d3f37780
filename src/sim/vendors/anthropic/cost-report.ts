import { type Money, printCents } from '../../company/money.ts';
import type { World } from '../../world.ts';
import { bucketAt, groups, limitOf, snap } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';
import { type CostLine, dayCharges } from './bill.ts';
import { instant, rfc3339 } from './usage-report.ts';

const DAY = 86_400;

function results(world: World, day: string, byWorkspace: boolean, byDescription: boolean) {
  const lines = new Map<string, { line: CostLine; amount: Money }>();
  for (const { printed, amount } of dayCharges(world, day)) {
    const line = { ...printed, workspace: byWorkspace ? printed.workspace : null };
    const id = byDescription ? Object.values(line).join('|') : String(line.workspace);
    lines.set(id, { line, amount: (lines.get(id)?.amount ?? 0n) + amount });
  }
  const shown = <T>(value: T): T | null => (byDescription ? value : null);
  return [...lines.values()].map(({ line, amount }) => ({
    amount: printCents(amount),
    currency: 'USD',
    cost_type: shown(line.costType),
    description: shown(line.description),
    model: shown(line.model),
    service_tier: shown(line.tier),
    token_type: shown(line.tokenType),
    context_window: shown(line.context),
    inference_geo: shown(line.geo),
    workspace_id: line.workspace,
  }));
}

/** `GET /v1/organizations/cost_report`: money by day; amounts are decimal strings of cents. */
export function costReport(query: URLSearchParams, world: World): VendorAnswer {
  if ((query.get('bucket_width') ?? '1d') !== '1d') throw new BadRequest(`bucket_width: Input should be '1d'`);
  const grouped = groups(query, ['workspace_id', 'description']);
  const start = instant(query, 'starting_at');
  const range = snap(start, instant(query, 'ending_at', `${world.asOf}T00:00:00Z`), DAY);
  return {
    kind: 'pages',
    unit: 'bucket',
    total: range.count,
    limit: limitOf(query, 7, 31),
    slice: (from, to) =>
      Array.from({ length: to - from }, (_, i) => {
        const bucket = bucketAt(range.start, DAY, from + i);
        return {
          starting_at: rfc3339(bucket.start),
          ending_at: rfc3339(bucket.end),
          results: results(world, bucket.day, grouped.has('workspace_id'), grouped.has('description')),
        };
      }),
    render: (data, has_more, next_page) => ({ data, has_more, next_page }),
  };
}
