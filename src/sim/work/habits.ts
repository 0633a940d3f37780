import type { Company } from '../company/company.ts';
import type { Person } from '../company/people.ts';
import { randomFor } from '../company/random.ts';
import type { Telling } from './types.ts';

/** How a person's tools are set up: what telemetry tells and what they write into git. */
export interface Habits {
  readonly tells: Telling;
  /** Commits of a session carry its trailer. */
  readonly trailers: boolean;
  /** Commits with the code host's no-reply address. */
  readonly noReply: boolean;
}

/** Habits of a person; they never change. */
export function habitsOf(company: Company, person: Person): Habits {
  const random = randomFor(company.seed, 'work habits', person.id);
  const repo = random.chance(0.85);
  return {
    tells: {
      setup: random.chance(0.45) ? 'tool_details' : 'default',
      repo,
      branch: repo && random.chance(0.7),
      item: random.chance(0.25),
    },
    trailers: random.chance(0.55),
    noReply: random.chance(0.15),
  };
}

/** E-mail a person's commits carry. */
export const commitEmail = (person: Person, habits: Habits): string =>
  habits.noReply ? `${7000 + Number(person.id.slice(1))}+${person.login}@users.noreply.github.com` : person.email;
