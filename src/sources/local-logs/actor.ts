import type { ParseContext } from '../source.ts';

/** Who the logs belong to: no file says it, so the connection does (`actor`: e-mail or login), else the machine's account. */
export function actorOf(context: ParseContext): { id: string | null; kind: string | null } {
  const actor = context.settings.actor ?? context.account;
  if (typeof actor !== 'string' || actor.trim() === '') return { id: null, kind: null };
  return actor.includes('@')
    ? { id: context.pseudonym('email', actor), kind: 'email' }
    : { id: context.pseudonym('login', actor), kind: 'unknown' };
}

/** Account the usage is billed to, where the connection names one. */
export function billingAccountOf(context: ParseContext): string | null {
  const account = context.settings.billing_account;
  return typeof account === 'string' ? account : null;
}
