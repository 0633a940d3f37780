import { addDays, daysBetween, FIRST_DAY } from './calendar.ts';
import { nameAt } from './names.ts';
import { ORG_START, REORG_DAY, TEAM_PLANS, type TeamPlan } from './org.ts';
import { type Random, randomFor } from './random.ts';

/** A share of a person in a team between two days (half-open), in basis points. */
export interface Membership {
  readonly team: string;
  readonly weightBp: number;
  readonly from: string;
  readonly to: string | null;
}

/** How a person uses the coding assistant. */
export interface CodeHabit {
  readonly from: string;
  readonly intensity: number;
  /** Probability of the large model on a day. */
  readonly largeShare: number;
  readonly terminal: string;
  readonly customer: 'api' | 'subscription';
  readonly reported: boolean;
  /** E-mail the assistant knows the person by. */
  readonly email: string;
}

/** A person of the company, or an outsider it pays for. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly login: string;
  /** False for a partner who is on nobody's list of people. */
  readonly employed: boolean;
  readonly activeFrom: string;
  readonly activeTo: string | null;
  readonly memberships: readonly Membership[];
  readonly code: CodeHabit | null;
  readonly sandbox: { readonly userId: string; readonly intensity: number; readonly listed: boolean } | null;
  readonly copilotFrom: string | null;
  readonly cursorFrom: string | null;
  /** Holds a seat and never uses it. */
  readonly idleSeat: boolean;
}

const TERMINALS = ['vscode', 'iTerm.app', 'tmux', 'WezTerm', 'cursor'] as const;
const PARTNER_EMAIL = 'sam.field@partner.example.com';

const at = (team: string, weightBp: number, from: string, to: string | null): Membership => ({
  team,
  weightBp,
  from,
  to,
});

/** Moves and splits by team and place in it, for people who are there from the start. */
const SPECIAL_MEMBERSHIPS: Readonly<Record<string, (from: string) => Membership[]>> = {
  ...Object.fromEntries(
    [0, 1, 2, 3].map((i) => [
      `search.${i}`,
      (from: string) => [at('search', 10_000, from, REORG_DAY), at('ml-research', 10_000, REORG_DAY, null)],
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2].map((i) => [
      `web-platform.${i}`,
      (from: string) => [at('web-platform', 10_000, from, REORG_DAY), at('mobile', 10_000, REORG_DAY, null)],
    ]),
  ),
  ...Object.fromEntries(
    [0, 1].map((i) => [
      `analytics.${i}`,
      (from: string) => [at('analytics', 10_000, from, '2026-11-16'), at('data-platform', 10_000, '2026-11-16', null)],
    ]),
  ),
  'platform-infra.2': (from) => [at('platform-infra', 6000, from, null), at('developer-experience', 4000, from, null)],
  'data-platform.3': (from) => [
    at('data-platform', 10_000, from, '2026-05-11'),
    at('data-platform', 7000, '2026-05-11', null),
    at('ml-research', 3000, '2026-05-11', null),
  ],
  'mobile.1': (from) => [
    at('mobile', 10_000, from, '2026-03-02'),
    at('mobile', 5000, '2026-03-02', null),
    at('web-platform', 3000, '2026-03-02', null),
    at('product-design', 2000, '2026-03-02', null),
  ],
};

function adoptionDay(random: Random, activeFrom: string): string {
  if (activeFrom > FIRST_DAY) return addDays(activeFrom, random.whole(2, 30));
  return random.chance(0.6) ? '2026-01-12' : addDays('2026-01-12', random.whole(25, 320));
}

function habit(random: Random, activeFrom: string, email: string): CodeHabit {
  return {
    from: adoptionDay(random, activeFrom),
    intensity: 0.35 + 1.2 * random.next() + (random.chance(0.1) ? 1.6 : 0),
    largeShare: 0.15 + 0.6 * random.next(),
    terminal: random.pick(TERMINALS),
    customer: 'api',
    reported: true,
    email,
  };
}

function makePerson(
  seed: number,
  plan: TeamPlan,
  place: number,
  number: number,
  spell: readonly [string, string | null],
): Person {
  const random = randomFor(seed, 'person', plan.id, String(place));
  const { first, last } = nameAt(number);
  const email = `${first}.${last}@example.com`.toLowerCase();
  const [activeFrom, activeTo] = spell;
  const special = place < plan.start - plan.leavers ? SPECIAL_MEMBERSHIPS[`${plan.id}.${place}`] : undefined;
  const memberships = special === undefined ? [at(plan.id, 10_000, activeFrom, activeTo)] : special(activeFrom);
  const [codes, copilots, cursors, sandboxes] = [plan.code, plan.copilot, plan.cursor, plan.sandbox].map((p) =>
    special === undefined ? random.chance(p) : p > 0.15,
  );
  const code = habit(random, activeFrom, email);
  const seatFrom = activeFrom > FIRST_DAY ? addDays(activeFrom, random.whole(0, 9)) : ORG_START;
  const intensity = 0.4 + 1.2 * random.next();
  return {
    id: `p${String(number).padStart(3, '0')}`,
    email,
    name: `${first} ${last}`,
    login: `${first}${last}-nw`.toLowerCase(),
    employed: true,
    activeFrom,
    activeTo,
    memberships,
    code: codes === true ? code : null,
    sandbox:
      sandboxes === true ? { userId: `user-Sim${String(number).padStart(4, '0')}`, intensity, listed: true } : null,
    copilotFrom: copilots === true ? seatFrom : null,
    cursorFrom: cursors === true ? seatFrom : null,
    idleSeat: random.chance(0.2),
  };
}

/** The last days of leavers and the first days of hires, spread evenly with some play, always a Monday. */
function monday(random: Random, index: number, count: number): string {
  const span = daysBetween('2026-02-16', '2027-04-12');
  const day = Math.floor((span * (index + random.next())) / count / 7) * 7;
  return addDays('2026-02-16', day);
}

function partner(): Person {
  const random = randomFor(0, 'partner');
  return {
    id: 'x001',
    email: PARTNER_EMAIL,
    name: 'Sam Field',
    login: 'samfield-partner',
    employed: false,
    activeFrom: '2026-05-04',
    activeTo: null,
    memberships: [],
    code: { ...habit(random, '2026-05-04', PARTNER_EMAIL), from: '2026-05-04', intensity: 0.8 },
    sandbox: null,
    copilotFrom: null,
    cursorFrom: null,
    idleSeat: false,
  };
}

/** Odd habits of single people, by their order among coding-assistant users from the start. */
function withOddities(
  people: readonly Person[],
  odd: { readonly hiddenClients: boolean; readonly subscriptions: boolean; readonly aliases: boolean },
): Person[] {
  const order = people
    .filter((p) => p.code !== null && p.code.from < FIRST_DAY && p.activeTo === null)
    .map((p) => p.id);
  const sandboxed = people.filter((p) => p.sandbox !== null).map((p) => p.id);
  return people.map((person) => {
    let { code, sandbox } = person;
    const place = order.indexOf(person.id);
    if (code !== null && odd.aliases && place === 3) code = { ...code, email: `${person.login}@build.example.com` };
    if (code !== null && odd.aliases && place === 5) code = { ...code, email: person.email.toUpperCase() };
    if (code !== null && odd.hiddenClients && (place === 8 || place === 21)) code = { ...code, reported: false };
    if (code !== null && odd.subscriptions && (place === 13 || place === 30))
      code = { ...code, customer: 'subscription' };
    if (sandbox !== null && odd.aliases && sandboxed.indexOf(person.id) === 4) sandbox = { ...sandbox, listed: false };
    return { ...person, code, sandbox };
  });
}

/** Everybody who is ever there, hires of the future included; the same for the same seed. */
export function makePeople(
  seed: number,
  odd: {
    readonly outsider: boolean;
    readonly hiddenClients: boolean;
    readonly subscriptions: boolean;
    readonly aliases: boolean;
  },
): Person[] {
  const spells = randomFor(seed, 'spells');
  const hires = TEAM_PLANS.reduce((sum, p) => sum + p.hires, 0);
  const leavers = TEAM_PLANS.reduce((sum, p) => sum + p.leavers, 0);
  const stride = (i: number, count: number) => (i * 11) % count;
  let [hired, left, number] = [0, 0, 0];
  const people = TEAM_PLANS.flatMap((plan) =>
    Array.from({ length: plan.start + plan.hires }, (_, place) => {
      let spell: [string, string | null] = [ORG_START, null];
      if (place >= plan.start) spell = [monday(spells, stride(hired++, hires), hires), null];
      else if (place >= plan.start - plan.leavers)
        spell = [ORG_START, monday(spells, stride(left++, leavers), leavers)];
      return makePerson(seed, plan, place, number++, spell);
    }),
  );
  return withOddities(odd.outsider ? [...people, partner()] : people, odd);
}
