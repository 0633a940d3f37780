import { type Money, printMoney } from '../../company/money.ts';
import type { World } from '../../world.ts';
import { bucketAt, groups, limitOf, list, snap } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';
import { type CostLine, dayCharges } from './bill.ts';
import { seconds } from './usage.ts';

const DAY = 86_400;

/** Dollars as a JSON number where a double keeps every digit, else as a decimal string; the real API sends both. */
function value(amount: Money): number | string {
  const text = printMoney(amount);
  return text.replace(/^-?0?\.?0*|\./g, '').length <= 15 ? Number(text) : text;
}

function results(world: World, day: string, grouped: ReadonlySet<string>, wanted: (line: CostLine) => boolean) {
  const rows = new Map<string, { line: CostLine; amount: Money; quantity: number }>();
  for (const { printed, amount } of dayCharges(world, day)) {
    if (!wanted(printed)) continue;
    const id = [
      grouped.has('line_item') && printed.item,
      grouped.has('project_id') && printed.project,
      grouped.has('api_key_id') && printed.key,
      grouped.has('user_id') && printed.user,
    ].join('|');
    const row = rows.get(id) ?? { line: printed, amount: 0n, quantity: 0 };
    rows.set(id, { ...row, amount: row.amount + amount, quantity: row.quantity + printed.quantity });
  }
  const byItem = grouped.has('line_item');
  return [...rows.values()].map(({ line, amount, quantity }) => ({
    object: 'organization.costs.result',
    amount: { value: value(amount), currency: 'usd' },
    line_item: byItem ? line.item : null,
    project_id: grouped.has('project_id') ? line.project : null,
    user_id: grouped.has('user_id') ? line.user : null,
    api_key_id: grouped.has('api_key_id') ? line.key : null,
    api_source: null,
    quantity: byItem ? quantity : null,
    quantity_unit: byItem ? line.unit : null,
  }));
}

/** What the API sends for a day without charges: one zero row with every dimension null. */
const ZERO_ROW = {
  object: 'organization.costs.result',
  amount: { value: 0, currency: 'usd' },
  line_item: null,
  project_id: null,
  user_id: null,
  api_key_id: null,
  api_source: null,
  quantity: null,
  quantity_unit: null,
};

/** `GET /organization/costs`: money by day in dollars. */
export function costs(query: URLSearchParams, world: World): VendorAnswer {
  if ((query.get('bucket_width') ?? '1d') !== '1d')
    throw new BadRequest(`Invalid value for 'bucket_width'. Supported values are: '1d'.`);
  const grouped = groups(query, ['project_id', 'line_item', 'api_key_id', 'user_id', 'api_source']);
  if (grouped.has('user_id') && grouped.has('project_id')) {
    throw new BadRequest(`Grouping by 'user_id' together with 'project_id' is not supported for this organization.`);
  }
  const now = Date.parse(`${world.asOf}T00:00:00Z`) / 1000;
  const range = snap(seconds(query, 'start_time'), seconds(query, 'end_time', now), DAY);
  const [projects, keys, items] = ['project_ids', 'api_key_ids', 'line_items'].map((name) => list(query, name));
  const within = (asked: readonly string[] | undefined, found: string | null) =>
    asked === undefined || asked.length === 0 || asked.includes(String(found));
  const wanted = (line: CostLine) =>
    within(projects, line.project) && within(keys, line.key) && within(items, line.item);
  return {
    kind: 'pages',
    unit: 'bucket',
    total: range.count,
    limit: limitOf(query, 7, 180),
    slice: (from, to) =>
      Array.from({ length: to - from }, (_, i) => {
        const bucket = bucketAt(range.start, DAY, from + i);
        const rows = results(world, bucket.day, grouped, wanted);
        const quiet = rows.length === 0 && bucket.start < now;
        return { object: 'bucket', start_time: bucket.start, end_time: bucket.end, results: quiet ? [ZERO_ROW] : rows };
      }),
    render: (data, has_more, next_page) => ({ object: 'page', data, has_more, next_page }),
  };
}
