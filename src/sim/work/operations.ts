import { addDays } from '../company/calendar.ts';
import { randomFor } from '../company/random.ts';
import { at, later, workingDayFrom } from './clock.ts';
import { type Plan, WORK_FIRST_DAY } from './plans.ts';
import { mergeShaOf } from './pulls.ts';
import type { Register } from './register.ts';
import { REPOS } from './repos.ts';
import type { Deployment, Incident } from './types.ts';

/** When a merged change goes out: at 16:00 of the day, or of the next working day for later merges. */
function releaseOf(plan: Plan): string {
  const day = plan.endedAt.slice(0, 10);
  const first = plan.endedAt.slice(11, 16) < '16:00' ? day : addDays(day, 1);
  return at(workingDayFrom(first), 960);
}

/** Deployments to production of the services, every one ever; one release brings out all merges before it. */
export function makeDeployments(register: Register): Deployment[] {
  const releases = new Map<string, Plan[]>();
  for (const plan of register.plans) {
    if (plan.ending !== 'merged' || !plan.repo.isService) continue;
    const id = `${releaseOf(plan)} ${plan.repo.fullName}`;
    releases.set(id, [...(releases.get(id) ?? []), plan]);
  }
  let id = 500;
  return [...releases]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, plans]): Deployment[] => {
      const random = randomFor(register.company.seed, 'deployment', name);
      const startedAt = name.slice(0, 24);
      const last = plans.reduce((a, b) => (b.endedAt > a.endedAt ? b : a));
      const base = { repo: last.repo, sha: mergeShaOf(last) };
      const pullRequests = plans.map((p) => register.pullRequestId(p));
      const fails = random.chance(0.06);
      const tries = fails ? (['failure', 'success'] as const) : (['success'] as const);
      return tries.map((state, i) => {
        id += 1;
        const begun = later(startedAt, i * 45);
        return {
          ...base,
          id,
          startedAt: begun,
          endedAt: later(begun, random.whole(4, 18)),
          state,
          pullRequests: state === 'success' ? pullRequests : [],
        };
      });
    });
}

/** Incidents, every one ever: those a change caused some hours after it went out, and those nobody's change caused. */
export function makeIncidents(register: Register): Incident[] {
  const drafts: Omit<Incident, 'id' | 'number'>[] = [];
  for (const plan of register.plans) {
    if (!plan.breaks || plan.ending !== 'merged') continue;
    const random = randomFor(register.company.seed, 'incident', plan.id);
    const startedAt = later(releaseOf(plan), random.whole(20, 1500));
    drafts.push({
      repo: plan.repo,
      urgency: random.chance(0.7) ? 'high' : 'low',
      startedAt,
      resolvedAt: later(startedAt, random.whole(15, 400)),
      causedBy: register.pullRequestId(plan),
    });
  }
  const random = randomFor(register.company.seed, 'other incidents');
  const services = REPOS.filter((r) => r.isService);
  const last = register.plans.at(-1)?.openedAt.slice(0, 10) ?? WORK_FIRST_DAY;
  for (let day = WORK_FIRST_DAY; day <= last; day = addDays(day, random.whole(6, 18))) {
    const startedAt = at(day, random.whole(0, 1439));
    drafts.push({
      repo: random.pick(services),
      urgency: random.chance(0.3) ? 'high' : 'low',
      startedAt,
      resolvedAt: later(startedAt, random.whole(3, 300)),
      causedBy: null,
    });
  }
  return drafts
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .map((draft, i) => ({ ...draft, id: `PSIM${String(i + 1).padStart(4, '0')}`, number: i + 1 }));
}
