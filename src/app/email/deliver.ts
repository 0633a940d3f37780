import { MailRefusedError, type MailSender } from '../../io/mail/mail-sender.ts';
import type { MailMessage } from '../../io/mail/message.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import type { Clock } from '../clock.ts';
import { type ClaimAnswer, claimMail, type MailClaim, settleClaim, standingClaim } from './claims.ts';

/** One mail to deliver. */
export interface Delivery {
  readonly period: string;
  /** `company`, or `owner-` and the start of a pseudonym. */
  readonly audience: string;
  readonly resend: boolean;
  /** Makes the mail; called only when it may be sent. */
  readonly compose: () => Promise<MailMessage>;
}

/** What became of a delivery. */
export type DeliveryResult =
  | { readonly kind: 'sent'; readonly messageId: string; readonly attempt: number }
  | { readonly kind: 'already_sent'; readonly claim: MailClaim }
  | { readonly kind: 'busy'; readonly claim: MailClaim }
  /** Nobody knows whether the mail went out; a person decides about `--resend`. */
  | { readonly kind: 'unknown'; readonly claim: MailClaim; readonly error: string | null }
  /** Certainly not sent; the next run tries again. */
  | { readonly kind: 'refused'; readonly error: string };

/** What sending needs of the world. */
export interface DeliveryWorld {
  readonly store: ObjectStore;
  readonly sender: MailSender;
  readonly clock: Clock;
  /** Machine and process, for the claim. */
  readonly by: string;
}

/**
 * Sends a mail at most once per (period, audience): the mail is made first, then claimed, sent, and marked sent. A crash
 * or a lost answer after the claim leaves the claim standing; later runs report it and do not send.
 */
export async function deliverMail(world: DeliveryWorld, delivery: Delivery): Promise<DeliveryResult> {
  const { store, sender, clock, by } = world;
  const request = () => ({ ...delivery, now: clock.now(), by });
  const early = await standingClaim(store, request());
  if (early !== null) return standing(early);
  const message = await delivery.compose();
  const answer = await claimMail(store, request());
  if (answer.kind !== 'granted') return standing(answer);
  const { held } = answer;
  try {
    const { messageId } = await sender.send(message);
    const sent_at = new Date(clock.now()).toISOString();
    const settled = await settleClaim(store, delivery, held, {
      status: 'sent',
      sent_at,
      message_id: messageId,
      reason: null,
    });
    if (!settled)
      return {
        kind: 'unknown',
        claim: held.claim,
        error: 'another run took the claim over while this one was sending',
      };
    return { kind: 'sent', messageId, attempt: held.claim.attempt };
  } catch (error) {
    if (!(error instanceof MailRefusedError)) {
      return { kind: 'unknown', claim: held.claim, error: (error as Error).message };
    }
    await settleClaim(store, delivery, held, {
      status: 'refused',
      sent_at: null,
      message_id: null,
      reason: error.code,
    });
    return { kind: 'refused', error: error.message };
  }
}

function standing(answer: Exclude<ClaimAnswer, { kind: 'granted' }>): DeliveryResult {
  if (answer.kind === 'sent') return { kind: 'already_sent', claim: answer.claim };
  if (answer.kind === 'busy') return { kind: 'busy', claim: answer.claim };
  return { kind: 'unknown', claim: answer.claim, error: null };
}
