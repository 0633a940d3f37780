import type { LinkScore, RungScore } from './score.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const dollars = (amount: number): string => Math.round(amount).toLocaleString('en-US');

/** Rungs of the ladder, strongest first. */
const RUNGS = [
  'L1_SESSION_ID',
  'L2_VENDOR_COMMIT',
  'L3_TELEMETRY_EVENT',
  'L4_BRANCH',
  'L5_WORK_ITEM',
  'L6_AUTHOR_REPO_WINDOW',
  'L7_AUTHOR_WINDOW',
  'W_ITEM_ONLY',
];

function cells(score: LinkScore, rung: string): string[] {
  const find = (name: string): RungScore | undefined => score.rungs.find((r) => r.rung === name);
  const own = find(rung);
  const above = RUNGS.slice(0, RUNGS.indexOf(rung) + 1);
  const found = above.reduce((sum, name) => sum + (find(name)?.correct ?? 0), 0);
  if (own === undefined) return ['–', '–', '–', percent(found, score.trueMoney)];
  return [
    dollars(own.linked),
    percent(own.correct, own.linked),
    percent(own.onTicket, own.linked),
    percent(found, score.trueMoney),
  ];
}

/** The published tables: rung by rung, and the shares of money, for strong and weak evidence. */
export function qualityTables(strong: LinkScore, weak: LinkScore): string {
  const head = ['USD', 'precision', 'right ticket only', 'recall so far'];
  const lines = [
    ['rung', ...head, ...head.map((title) => `${title}, weak`)],
    ['---', ...[...head, ...head].map(() => '---:')],
    ...RUNGS.map((rung) => [`\`${rung}\``, ...cells(strong, rung), ...cells(weak, rung)]),
  ];
  const share = (title: string, of: (score: LinkScore) => [number, number]) => [
    title,
    percent(...of(strong)),
    percent(...of(weak)),
  ];
  const shares = [
    ['share of money', 'strong evidence', 'weak evidence'],
    ['---', '---:', '---:'],
    share('linked, of usage and seats of coding tools', (s) => [s.linked, s.money]),
    share('linked, of money with a session', (s) => [s.linked, s.withSession]),
    share('really for something, of money with a session', (s) => [s.trueMoney, s.withSession]),
  ];
  const text = (rows: readonly (readonly string[])[]) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `${text(lines)}\n\n${text(shares)}`;
}
