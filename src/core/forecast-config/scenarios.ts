import { isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Change } from '../forecast/changes.ts';
import { isDay } from '../months.ts';
import type { Problem } from '../problem.ts';
import { EVENT_KINDS } from './events.ts';

/** Place of the scenarios in a project folder. */
export const SCENARIO_FILE = 'forecasts/scenarios.yaml';

/** Kinds of a scenario: everything an event can be, and questions that nobody announces. */
const KINDS = [...EVENT_KINDS, 'adoption_cap', 'efficiency', 'elasticity', 'replicate'] as const;

const name = z.string('write a text').min(1, 'fill it in');
const day = z.string('write the day as YYYY-MM-DD').refine(isDay, 'write an existing day as YYYY-MM-DD');

const copied = z
  .strictObject({ team: name.optional(), person: name.optional() })
  .refine(
    (c) => (c.team === undefined) !== (c.person === undefined),
    'name either the team or the person whose use is copied',
  );

const change = z.strictObject({
  kind: z.enum(KINDS, `write one of ${KINDS.join(', ')}`),
  from: day,
  tool: name.optional(),
  model: name.optional(),
  team: name.optional(),
  value: z.number('write a number').optional(),
  to_model: name.optional(),
  token_factor: z.number('write a number').positive('write a number above 0').optional(),
  ramp_days: z.number('write a number of days').min(0).optional(),
  certainty: z.number('write a number from 0 to 1').min(0).max(1).default(1),
  copy: copied.optional(),
});

const schema = z.strictObject({
  scenarios: z.array(
    z.strictObject({
      id: z
        .string('give the scenario an id')
        .regex(/^[a-z0-9][a-z0-9-]*$/, 'write the id in lower-case letters, digits and -')
        .refine((id) => id !== 'base', 'base is the forecast without overrides; take another id'),
      description: name.optional(),
      changes: z.array(change).min(1, 'write at least one change'),
    }),
  ),
});

/** Whose use is copied: filled in from the warehouse before the plan. */
export type CopySource = { readonly team: string } | { readonly person: string };

/** A change of a scenario; `copy` only on replicate. */
export interface ScenarioChange extends Change {
  copy?: CopySource;
}

/** A named what-if as its file says it. */
export interface ScenarioPlan {
  readonly id: string;
  readonly description: string | null;
  readonly changes: readonly ScenarioChange[];
}

/** Reads forecasts/scenarios.yaml: every problem with its line, or the scenarios; never both. */
export function parseScenarios(text: string): { readonly scenarios: ScenarioPlan[]; readonly problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (line: number, message: string, remedy: string): Problem => ({
    file: SCENARIO_FILE,
    line,
    message,
    remedy,
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) =>
      at(lines.linePos(e.pos[0]).line, `no valid YAML: ${e.message}`, 'correct the line'),
    );
    return { scenarios: [], problems };
  }
  if (!isMap(document.contents)) {
    return {
      scenarios: [],
      problems: [at(1, 'the file is empty', 'write scenarios: with a list, or remove the file')],
    };
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const result = schema.safeParse(document.toJS());
  if (!result.success) {
    const problems = result.error.issues.map((issue) =>
      at(lineOf(issue.path), issue.path.map(String).join('.') || 'the file', issue.message),
    );
    return { scenarios: [], problems };
  }
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const scenarios = result.data.scenarios.map((scenario, s): ScenarioPlan => {
    if (seen.has(scenario.id)) {
      problems.push(
        at(lineOf(['scenarios', s, 'id']), `scenario ${scenario.id} is there twice`, 'give each an id of its own'),
      );
    }
    seen.add(scenario.id);
    const changes = scenario.changes.map((c, i): ScenarioChange => {
      const wrong = (message: string, remedy: string) =>
        problems.push(at(lineOf(['scenarios', s, 'changes', i]), `${scenario.id}, ${c.kind}: ${message}`, remedy));
      checkChange(c, wrong);
      return changeOf(c, scenario.id);
    });
    return { id: scenario.id, description: scenario.description ?? null, changes };
  });
  return problems.length > 0 ? { scenarios: [], problems } : { scenarios, problems: [] };
}

/** What a kind needs beyond its own shape. */
function checkChange(c: z.output<typeof change>, wrong: (message: string, remedy: string) => void): void {
  if (c.value === undefined && c.kind !== 'tool_stop') wrong('value is missing', 'write value: with a number');
  if (c.kind === 'route_share' && (c.model === undefined || c.to_model === undefined)) {
    wrong('it moves tokens from model to to_model', 'name both models');
  }
  if ((c.kind === 'route_share' || c.kind === 'efficiency') && !(c.value! >= 0 && c.value! <= 1)) {
    wrong(`value is ${c.value}`, 'write a share from 0 to 1');
  }
  if (c.kind === 'replicate' && (c.copy === undefined || c.team === undefined)) {
    wrong('it copies the use of somebody into a team', 'write team: and copy: { team: … } or copy: { person: … }');
  }
  if (c.kind !== 'replicate' && c.copy !== undefined) wrong('copy belongs to replicate', 'remove it');
  if (c.kind === 'tool_stop' && c.tool === undefined) wrong('no tool is named', 'write tool:');
}

function changeOf(c: z.output<typeof change>, scenario: string): ScenarioChange {
  return {
    kind: c.kind,
    effectiveDate: c.from,
    tool: c.tool ?? null,
    model: c.model ?? null,
    team: c.team ?? null,
    value: c.value ?? 0,
    ...(c.to_model === undefined ? {} : { toModel: c.to_model }),
    ...(c.token_factor === undefined ? {} : { tokenFactor: c.token_factor }),
    ...(c.ramp_days === undefined ? {} : { rampDays: c.ramp_days }),
    ...(c.copy === undefined ? {} : { copy: c.copy as CopySource }),
    certainty: c.certainty,
    source: `scenario ${scenario}`,
    announcedAt: '1970-01-01',
  };
}
