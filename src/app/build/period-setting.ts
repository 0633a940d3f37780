import type { OpenProject } from '../project.ts';
import type { Planning } from './build.ts';
import type { PeriodModels } from './build-period.ts';
import type { BuildPlatform } from './platform.ts';
import { standingMarts } from './published-period.ts';
import { RULE_VERSION } from './rule-version.ts';

/** Everything a period's models are made with, from a plan; `sideBySide` says how many periods share the machine. */
export function periodSetting(
  project: OpenProject,
  platform: Pick<BuildPlatform, 'openScratch'>,
  planning: Pick<Planning, 'models' | 'inputs' | 'states' | 'published'>,
  period: string,
  { asOf, sideBySide = 1 }: { readonly asOf: string; readonly sideBySide?: number },
): PeriodModels {
  return {
    project: planning.models.project,
    inputs: planning.inputs,
    states: planning.states,
    period,
    vars: {
      rule_version: RULE_VERSION,
      focus_include: project.config.focus.include,
      as_of: planning.states.get(period)?.priced_as_of ?? asOf,
    },
    standing: standingMarts(planning, period),
    openScratch: () => platform.openScratch(period, sideBySide),
    now: () => project.clock.now(),
  };
}
