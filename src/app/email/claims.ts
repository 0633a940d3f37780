import type { ObjectStore, Version } from '../../io/object-store.ts';

/** Minutes after which a claim without an outcome counts as abandoned (DECISIONS.md, "Email"). */
export const STALE_AFTER_MINUTES = 15;

/** What became of the mail of one (period, audience). No address is ever stored here. */
export interface MailClaim {
  /** claimed: being sent, or nobody knows; sent: the provider took it; refused: it is certain that nothing went out. */
  readonly status: 'claimed' | 'sent' | 'refused';
  /** 1 for the first sending, more after each `--resend` or refusal. */
  readonly attempt: number;
  readonly claimed_at: string;
  /** Machine and process that claimed. */
  readonly by: string;
  readonly sent_at: string | null;
  /** The provider's id of the mail. */
  readonly message_id: string | null;
  /** The provider's word for a refusal. */
  readonly reason: string | null;
}

/** A claim in the lake with the version that the next swap must match. */
export interface HeldClaim {
  readonly claim: MailClaim;
  readonly version: Version;
}

/** Answer to "may I send?". */
export type ClaimAnswer =
  | { readonly kind: 'granted'; readonly held: HeldClaim }
  /** Sent before: nothing to do. */
  | { readonly kind: 'sent'; readonly claim: MailClaim }
  /** Another run is sending it now. */
  | { readonly kind: 'busy'; readonly claim: MailClaim }
  /** Claimed long ago and never finished: it is not known whether the mail went out. */
  | { readonly kind: 'stale'; readonly claim: MailClaim };

/** Who asks, when, and whether a mail that may have gone out is to be sent again. */
export interface ClaimRequest {
  readonly period: string;
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly by: string;
  readonly resend: boolean;
}

/** Key of the claim of one mail. */
export function claimKey(period: string, audience: string): string {
  return `state/mail/${period}/${audience}.json`;
}

/**
 * Asks for the right to send one mail. At most one run gets it, decided by the store's put-if-absent and
 * compare-and-swap; a crash after that leaves the claim standing, which is reported and never silently repeated.
 */
export async function claimMail(store: ObjectStore, request: ClaimRequest): Promise<ClaimAnswer> {
  const key = claimKey(request.period, request.audience);
  const stored = await store.get(key);
  if (stored === null) {
    const claim = newClaim(request, 1);
    const version = await store.putIfAbsent(key, encode(claim));
    return version === null ? lost(store, key, request) : { kind: 'granted', held: { claim, version } };
  }
  const before = decode(key, stored.body);
  const standing = standingOf(before, request);
  if (standing !== null) return standing;
  const claim = newClaim(request, before.attempt + 1);
  const version = await store.compareAndSwap(key, encode(claim), stored.version);
  return version === null ? lost(store, key, request) : { kind: 'granted', held: { claim, version } };
}

/** Why a mail would not be sent now; null when it would. Claims nothing. */
export async function standingClaim(
  store: ObjectStore,
  request: ClaimRequest,
): Promise<Exclude<ClaimAnswer, { kind: 'granted' }> | null> {
  const key = claimKey(request.period, request.audience);
  const stored = await store.get(key);
  return stored === null ? null : standingOf(decode(key, stored.body), request);
}

/** Records the outcome of a granted claim. False when somebody else changed the claim meanwhile (a resend). */
export async function settleClaim(
  store: ObjectStore,
  request: Pick<ClaimRequest, 'period' | 'audience'>,
  held: HeldClaim,
  outcome: Pick<MailClaim, 'status' | 'sent_at' | 'message_id' | 'reason'>,
): Promise<boolean> {
  const key = claimKey(request.period, request.audience);
  return (await store.compareAndSwap(key, encode({ ...held.claim, ...outcome }), held.version)) !== null;
}

/** Why the request must not be granted, or null when it may. */
function standingOf(claim: MailClaim, request: ClaimRequest): Exclude<ClaimAnswer, { kind: 'granted' }> | null {
  if (claim.status === 'refused') return null;
  if (claim.status === 'sent') return request.resend ? null : { kind: 'sent', claim };
  const age = request.now - Date.parse(claim.claimed_at);
  if (age <= STALE_AFTER_MINUTES * 60_000) return { kind: 'busy', claim };
  return request.resend ? null : { kind: 'stale', claim };
}

/** Another run was faster: its claim is what there is to report. */
async function lost(store: ObjectStore, key: string, request: ClaimRequest): Promise<ClaimAnswer> {
  const stored = await store.get(key);
  if (stored === null)
    throw new Error(`the claim ${key} vanished while it was read; nobody but this program may delete it`);
  const claim = decode(key, stored.body);
  return standingOf(claim, { ...request, resend: false }) ?? { kind: 'busy', claim };
}

function newClaim(request: ClaimRequest, attempt: number): MailClaim {
  const { now, by } = request;
  const claimed_at = new Date(now).toISOString();
  return { status: 'claimed', attempt, claimed_at, by, sent_at: null, message_id: null, reason: null };
}

const encode = (claim: MailClaim) => new TextEncoder().encode(`${JSON.stringify(claim, null, 1)}\n`);

function decode(key: string, body: Uint8Array): MailClaim {
  const claim = JSON.parse(new TextDecoder().decode(body)) as Partial<MailClaim>;
  if (claim.status === undefined || claim.claimed_at === undefined || claim.attempt === undefined) {
    throw new Error(`the claim ${key} cannot be read; look at the file, and delete it only if the mail never went out`);
  }
  return claim as MailClaim;
}
