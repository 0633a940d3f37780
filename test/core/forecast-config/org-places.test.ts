import { describe, expect, it } from 'vitest';
import { orgOfTeams, scopeOfTeam } from '../../../src/core/forecast-config/org-places.ts';

const ONE_TOP = [
  { team: 'company', parent: null },
  { team: 'engineering', parent: 'company' },
  { team: 'platform', parent: 'engineering' },
  { team: 'storage', parent: 'platform' },
  { team: 'finance', parent: 'company' },
];

describe('places of teams', () => {
  it('put a team under the highest team below the one top', () => {
    expect(Object.fromEntries(orgOfTeams(ONE_TOP))).toEqual({
      company: null,
      engineering: 'engineering',
      platform: 'engineering',
      storage: 'engineering',
      finance: null,
    });
  });

  it('put a team under its top where there are several tops', () => {
    const orgs = orgOfTeams([
      { team: 'a', parent: null },
      { team: 'a1', parent: 'a' },
      { team: 'b', parent: null },
    ]);
    expect(Object.fromEntries(orgs)).toEqual({ a: 'a', a1: 'a', b: null });
  });

  it('tell which node a team budget stands for', () => {
    expect(scopeOfTeam('storage', ONE_TOP)).toEqual({ kind: 'team', id: 'storage' });
    expect(scopeOfTeam('engineering', ONE_TOP)).toEqual({ kind: 'org', id: 'engineering' });
    expect(scopeOfTeam('company', ONE_TOP)).toEqual({ kind: 'company' });
    expect(scopeOfTeam('platform', ONE_TOP)).toBeNull();
  });

  it('end where teams report in a circle', () => {
    expect(
      orgOfTeams([
        { team: 'a', parent: 'b' },
        { team: 'b', parent: 'a' },
      ]).size,
    ).toBe(2);
  });
});
