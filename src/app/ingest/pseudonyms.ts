import { createHmac } from 'node:crypto';

/** Makes pseudonyms and remembers, per provider, which identity stands behind each. */
export interface Pseudonyms {
  /** HMAC-SHA256 of the trimmed, lower-cased e-mail or login, lower hex (DECISIONS.md, "Privacy at the door"). */
  readonly pseudonym: (kind: 'email' | 'login', externalId: string) => string;
  /** HMAC-SHA256 of a text as it is, lower hex; nothing is remembered. */
  readonly digest: (text: string) => string;
  /** Rows of the restricted actor_directory, sorted by pseudonym. */
  rows(): { provider: string; actor_id: string; external_kind: string; external_id: string }[];
}

/** Pseudonyms of one source. The key is the project's TOKENLEDGER_PERSON_KEY. */
export function pseudonymsOf(provider: string, key: string): Pseudonyms {
  const seen = new Map<string, { external_kind: string; external_id: string }>();
  return {
    pseudonym: (kind, externalId) => {
      const plain = externalId.trim().toLowerCase();
      const actor = createHmac('sha256', key).update(plain).digest('hex');
      if (!seen.has(actor)) seen.set(actor, { external_kind: kind, external_id: plain });
      return actor;
    },
    digest: (text) => createHmac('sha256', key).update(text).digest('hex'),
    rows: () =>
      [...seen]
        .map(([actor_id, identity]) => ({ provider, actor_id, ...identity }))
        .sort((a, b) => (a.actor_id < b.actor_id ? -1 : 1)),
  };
}
