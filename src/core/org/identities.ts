import type { Problem } from '../problem.ts';
import { overlap, reversedIntervals, WITHOUT_END } from './intervals.ts';
import { type People, unknownPeople } from './people.ts';
import type { OrgLines } from './tables.ts';

/** Pseudonym of an e-mail or login: keyed hash of its lower-cased text. */
export type Pseudonym = (kind: 'email' | 'login', externalId: string) => string;

/** An e-mail or login a vendor sent, from the restricted directory of earlier runs. */
export interface SeenIdentity {
  readonly provider: string;
  readonly externalId: string;
}

/** Strength of the evidence per rung, in basis points; ordinal, not a probability. */
const CONFIDENCE_BP = { I1: 10_000n, I3: 9_800n, I4: 9_500n, I6: 9_000n } as const;

const ALWAYS = '1970-01-01';
const VENDOR_USER_ID = /^(user|usr|acct|account|org|svc|sa|service)[-_]|^\d+$|^[0-9a-f]{8}-[0-9a-f]{4}-/i;
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\./;

interface IdentityRow extends Record<string, unknown> {
  readonly provider: string;
  readonly actor_id: string;
  readonly person_key: string;
  readonly method: keyof typeof CONFIDENCE_BP;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

/**
 * Identity rows: I3 for each primary e-mail, I1 for each line of identities.csv, I4 and I6 for e-mails vendors have sent
 * that become a primary e-mail without `+tag`, through an alias domain, or are a forge's no-reply form of a known login.
 * Two people on one identity at one rung stay in the table, so that SQL leaves it unresolved, and are reported as a warning.
 */
export function loadIdentities(
  lines: OrgLines,
  people: People,
  pseudonym: Pseudonym,
  aliasDomains: readonly string[],
  seen: readonly SeenIdentity[],
): { rows: Record<string, unknown>[]; problems: Problem[]; warnings: Problem[] } {
  const declared = lines['identities.csv'];
  const overrides = declared.flatMap(({ line, row }) => {
    const kind = row.external_id.includes('@') ? 'email' : 'login';
    const ids = [pseudonym(kind, row.external_id)];
    // A vendor user id reaches usage rows as it is; it is no name, so it may stand in the open beside its pseudonym.
    if (VENDOR_USER_ID.test(row.external_id)) ids.push(row.external_id);
    return ids.map((id) => ({
      line,
      row: identity(row.provider, id, pseudonym('email', row.email), 'I1', row.valid_from, row.valid_to),
    }));
  });
  const primary = [...people.emails].map((email) => {
    const key = pseudonym('email', email);
    return identity('*', key, key, 'I3', ALWAYS, null);
  });
  const derived = seen.flatMap((identity) => derivedIdentity(identity, people, pseudonym, aliasDomains, overrides));
  const rows = unique([...overrides.map(({ row }) => row), ...primary, ...derived]);
  return {
    rows,
    problems: [
      ...reversedIntervals('identities.csv', declared),
      ...unknownPeople(
        'identities.csv',
        declared.map(({ line, row }) => ({ line, email: row.email })),
        people,
      ),
    ],
    warnings: conflicts(overrides),
  };
}

function identity(
  provider: string,
  actorId: string,
  personKey: string,
  method: keyof typeof CONFIDENCE_BP,
  from: string,
  to: string | null,
): IdentityRow {
  return {
    provider,
    actor_id: actorId,
    person_key: personKey,
    method,
    confidence_bp: CONFIDENCE_BP[method],
    valid_from: from,
    valid_to: to,
  };
}

/** I4 and I6: what an e-mail seen at a vendor becomes without `+tag`, in the other domains of the company, or as a login. */
function derivedIdentity(
  { provider, externalId }: SeenIdentity,
  people: People,
  pseudonym: Pseudonym,
  aliasDomains: readonly string[],
  overrides: readonly { readonly row: IdentityRow }[],
): IdentityRow[] {
  const email = externalId.trim().toLowerCase();
  const at = email.lastIndexOf('@');
  if (at < 1 || people.emails.has(email)) return [];
  const login = NO_REPLY.exec(email)?.[1];
  if (login !== undefined) {
    const loginId = pseudonym('login', login);
    return overrides
      .filter(({ row }) => row.actor_id === loginId)
      .map(({ row }) =>
        identity(provider, pseudonym('email', email), row.person_key, 'I6', row.valid_from, row.valid_to),
      );
  }
  const local = email.slice(0, at).replace(/\+.*$/, '');
  const domain = email.slice(at + 1);
  const domains = aliasDomains.includes(domain) ? [domain, ...aliasDomains] : [domain];
  const owners = new Set(domains.map((d) => `${local}@${d}`).filter((candidate) => people.emails.has(candidate)));
  return [...owners].map((owner) =>
    identity(provider, pseudonym('email', email), pseudonym('email', owner), 'I4', ALWAYS, null),
  );
}

function unique(rows: readonly IdentityRow[]): IdentityRow[] {
  const byKey = new Map<string, IdentityRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.provider, row.actor_id, row.valid_from, row.person_key]);
    const known = byKey.get(key);
    if (known === undefined || row.method < known.method) byKey.set(key, row);
  }
  return [...byKey.values()];
}

/** Operator lines that give one identity to two people on the same day. */
function conflicts(overrides: readonly { readonly line: number; readonly row: IdentityRow }[]): Problem[] {
  return overrides.flatMap((one, index) =>
    overrides
      .slice(index + 1)
      .filter(
        (other) =>
          other.row.actor_id === one.row.actor_id &&
          other.row.provider === one.row.provider &&
          other.row.person_key !== one.row.person_key &&
          overlap(one, other),
      )
      .map((other) => ({
        file: 'identities.csv',
        line: other.line,
        message: `IDENTITY_CONFLICT: lines ${one.line} and ${other.line} give one identity to two people until ${one.row.valid_to ?? other.row.valid_to ?? WITHOUT_END}`,
        remedy: 'its usage stays without a person until one of the lines ends or is removed',
      })),
  );
}
