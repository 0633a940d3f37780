import { sha256Hex } from '../ids.ts';
import { buildOrder, inputsOf } from './graph.ts';
import { compareText } from './problem.ts';
import type { NodeConfig, Project } from './project-types.ts';

/** Period name of a mart that is built as one piece. */
export const WHOLE = 'all';

/** Period name of a mart that is made of all months of published marts, after them. */
export const SUMMARY = 'summary';

/** The periods a stored model is built for. */
function periodsOf(grain: NodeConfig['grain'], months: readonly string[]): readonly string[] {
  if (grain === 'period') return months;
  return [grain === 'whole' ? WHOLE : SUMMARY];
}

/** Hashes of everything one build depends on. Two builds with equal fingerprints have equal rows. */
export interface Fingerprint {
  /** SQL hash of the model and of each unstored model between it and stored ones. */
  readonly sql: Readonly<Record<string, string>>;
  /** Content hash of each landed table and seed it reads; `<name> (all)` where a whole-grain model reads all periods. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Build id of each stored model it reads, per period read. */
  readonly upstream: Readonly<Record<string, string>>;
  readonly config: string;
  readonly rules: string;
}

/** What the plan needs to know; all of it values, so that a plan can be tested without a lake. */
export interface PlanFacts {
  /** Periods with data, `YYYY-MM`. */
  readonly periods: readonly string[];
  /** Hash of a model's compiled SQL with neutral relation names, for a period (or {@link WHOLE}). */
  readonly sqlHash: (model: string, period: string) => string;
  /** Content hash of a landed table or seed, restricted to a period or over all (`WHOLE`). */
  readonly contentHash: (input: string, period: string) => string;
  /** Hash of the user's configuration that is not landed, and the version of the attribution rules. */
  readonly configHash: string;
  readonly ruleVersion: string;
  /** Models whose rows are kept. The others are made on the way and belong to the fingerprint of their readers. */
  readonly isStored: (model: string) => boolean;
  /** Fingerprint of the build that is published now. */
  readonly published: (model: string, period: string) => Fingerprint | undefined;
  /** Closed periods: nothing in them is rebuilt by itself but what is marked `after_close`. */
  readonly closed: ReadonlySet<string>;
}

/** Why a build has to run, or why it does not. */
export type PlanState =
  | 'unchanged'
  | 'new'
  | 'sql changed'
  | 'input changed'
  | 'upstream changed'
  | 'config changed'
  | 'rules changed'
  | 'closed';

/** One (stored model, period) of the plan. */
export interface PlanStep {
  readonly model: string;
  readonly period: string;
  readonly state: PlanState;
  /** Every difference to the published build: `input changed: raw.usage`. For a closed period: what would change. */
  readonly reasons: readonly string[];
  readonly buildId: string;
  readonly fingerprint: Fingerprint;
}

/** `<period>-<hash>`: depends on SQL, contents, configuration and rules only; no clock, no run id. */
export function buildIdOf(period: string, fingerprint: Fingerprint): string {
  const parts = [fingerprint.sql, fingerprint.inputs, fingerprint.upstream].map((record) =>
    Object.entries(record).sort(([a], [b]) => compareText(a, b)),
  );
  return `${period}-${sha256Hex(JSON.stringify([...parts, fingerprint.config, fingerprint.rules])).slice(0, 16)}`;
}

/** What would run and why, in build order; a step whose state is neither `unchanged` nor `closed` has to run. */
export function planBuild(project: Project, facts: PlanFacts): PlanStep[] {
  const steps: PlanStep[] = [];
  const buildIds = new Map<string, string>();
  const grainOf = (name: string) => project.nodes.get(name)!.config.grain;
  for (const model of buildOrder(project)) {
    if (project.nodes.get(model)!.kind !== 'model' || !facts.isStored(model)) continue;
    for (const period of periodsOf(grainOf(model), facts.periods)) {
      const fingerprint = fingerprintOf(model, period);
      const closed = facts.closed.has(period) && !project.nodes.get(model)!.config.afterClose;
      const step = stepOf(model, period, fingerprint, facts.published(model, period), closed);
      buildIds.set(`${model} ${period}`, step.buildId);
      steps.push(step);
    }
  }
  return steps;

  function fingerprintOf(model: string, period: string): Fingerprint {
    const sql: Record<string, string> = {};
    const inputs: Record<string, string> = {};
    const upstream: Record<string, string> = {};
    const visit = (name: string, scope: string) => {
      const label = scope === period ? name : `${name} (all)`;
      if (label in sql) return;
      sql[label] = facts.sqlHash(name, scope);
      for (const input of inputsOf(project.nodes.get(name)!)) {
        const node = project.nodes.get(input)!;
        const inner = scope !== WHOLE && (node.kind !== 'model' || node.config.grain === 'period') ? scope : WHOLE;
        if (scope === SUMMARY)
          for (const p of periodsOf(node.config.grain, facts.periods))
            upstream[`${input} ${p}`] = buildIds.get(`${input} ${p}`)!;
        else if (node.kind !== 'model')
          inputs[inner === period ? input : `${input} (all)`] = facts.contentHash(input, inner);
        else if (!facts.isStored(input)) visit(input, inner);
        else
          for (const p of node.config.grain === 'whole' || inner !== WHOLE ? [inner] : facts.periods) {
            upstream[p === period ? input : `${input} ${p}`] = buildIds.get(`${input} ${p}`)!;
          }
      }
    };
    visit(model, period);
    return { sql, inputs, upstream, config: facts.configHash, rules: facts.ruleVersion };
  }
}

function stepOf(
  model: string,
  period: string,
  fingerprint: Fingerprint,
  before: Fingerprint | undefined,
  closed: boolean,
): PlanStep {
  const base = { model, period };
  if (before === undefined) {
    return { ...base, state: 'new', reasons: ['never built'], buildId: buildIdOf(period, fingerprint), fingerprint };
  }
  const differences: [PlanState, string[]][] = [
    ['sql changed', differing(before.sql, fingerprint.sql)],
    ['input changed', differing(before.inputs, fingerprint.inputs)],
    ['upstream changed', differing(before.upstream, fingerprint.upstream)],
    ['config changed', before.config === fingerprint.config ? [] : ['']],
    ['rules changed', before.rules === fingerprint.rules ? [] : [`${before.rules} to ${fingerprint.rules}`]],
  ];
  const reasons = differences.flatMap(([state, names]) => names.map((n) => (n === '' ? state : `${state}: ${n}`)));
  const state = differences.find(([, names]) => names.length > 0)?.[0] ?? 'unchanged';
  if (state !== 'unchanged' && closed) {
    return { ...base, state: 'closed', reasons, buildId: buildIdOf(period, before), fingerprint: before };
  }
  return { ...base, state, reasons, buildId: buildIdOf(period, fingerprint), fingerprint };
}

/** Names whose hash differs, appeared or went away. */
function differing(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((n) => before[n] !== after[n]).sort(compareText);
}
