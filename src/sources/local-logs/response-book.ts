import { type Response, tokenSum } from './claude-response.ts';

/** Which ids a pass over the files looks at: those whose hash leaves `part` when divided by `of`. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** Message ids held at once; beyond it the book works on a smaller share and the rest comes in later passes. */
const MOST_IDS = 400_000;

/**
 * Keeps one response per API call over all files. One call is written once per content block, again by streaming, again
 * in resumed and forked sessions, and again as a side question under another request id.
 */
export class ResponseBook {
  #share: Share;
  readonly #mostIds: number;
  /** Per message id the best line of each request id. */
  readonly #byId = new Map<string, Response[]>();

  constructor(share: Share, mostIds = MOST_IDS) {
    this.#share = share;
    this.#mostIds = mostIds;
  }

  /** Shares left for later passes, filled while this one shrinks. */
  readonly later: Share[] = [];

  /** Takes a line that has a message id; others are never merged and do not belong here. */
  add(id: string, response: Response): void {
    if (!isIn(this.#share, id)) return;
    const known = this.#byId.get(id);
    if (known === undefined) {
      this.#byId.set(id, [response]);
      while (this.#byId.size > this.#mostIds) this.#shrink();
      return;
    }
    const same = known.findIndex((other) => other.requestId === response.requestId);
    if (same === -1) known.push(response);
    else if (isBetter(response, known[same]!)) known[same] = response;
  }

  /** The kept responses, in the order their ids were first met. */
  *kept(): Generator<Response> {
    for (const responses of this.#byId.values()) yield* calls(responses);
  }

  #shrink(): void {
    const { part, of } = this.#share;
    this.#share = { part, of: of * 2 };
    this.later.push({ part: part + of, of: of * 2 });
    for (const id of this.#byId.keys()) if (!isIn(this.#share, id)) this.#byId.delete(id);
  }
}

/** The distinct calls under one message id: a sidechain line repeats the main line, a line without request id repeats any. */
function calls(responses: readonly Response[]): readonly Response[] {
  const main = responses.filter((response) => !response.isSidechain);
  const candidates = main.length > 0 ? main : responses;
  const named = candidates.filter((response) => response.requestId !== null);
  if (named.length === 0 || named.length === candidates.length) return candidates;
  const nameless = candidates.find((response) => response.requestId === null)!;
  const [first, ...others] = named;
  return [isBetter(nameless, first!) ? { ...nameless, requestId: first!.requestId } : first!, ...others];
}

/** Main line over sidechain, more tokens, known speed; then the earlier one, so that the order of files does not matter. */
function isBetter(a: Response, b: Response): boolean {
  if (a.isSidechain !== b.isSidechain) return b.isSidechain;
  const [x, y] = [tokenSum(a), tokenSum(b)];
  if (x !== y) return x > y;
  const [fast, slow] = [typeof a.speed === 'string', typeof b.speed === 'string'];
  if (fast !== slow) return fast;
  return a.at === b.at ? a.place < b.place : a.at < b.at;
}

/** FNV-1a of an id, divided into shares. */
function isIn({ part, of }: Share, id: string): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % of === part;
}
