import { knownWord } from '../kit/rows.ts';
import type { ParseContext, ParseNote } from '../source.ts';

const TIERS = ['standard', 'batch', 'priority', 'priority_on_demand', 'flex', 'flex_discount'];

/** Price dimensions of a report row, under our names. */
export interface PriceDimensions {
  readonly service_tier: string | null;
  readonly context_tier: string | null;
  readonly geo: string | null;
}

/** Reads tier, prompt length and geography; `not_available` means the vendor does not say. Unknown words are kept and noted. */
export function priceDimensions(
  row: { service_tier: string | null; context_window: string | null; inference_geo: string | null },
  notes: ParseNote[],
): PriceDimensions {
  const context = knownWord(row.context_window, ['0-200k', '200k-1M'], 'context_window', notes);
  const geo = knownWord(row.inference_geo, ['global', 'us', 'not_available'], 'inference_geo', notes);
  return {
    service_tier: knownWord(row.service_tier, TIERS, 'service_tier', notes),
    context_tier: context === '0-200k' ? 'short' : context === '200k-1M' ? 'long' : context,
    geo: geo === 'not_available' ? null : geo,
  };
}

/** Workspace of a row of a report that was grouped by workspace: null there is the default workspace. */
export function workspaceOf(workspaceId: string | null): string {
  return workspaceId ?? 'default';
}

/** Product a workspace's traffic belongs to: Claude Code has a workspace of its own. */
export function toolOf(workspace: string, context: ParseContext): string {
  return workspace === context.settings.claude_code_workspace ? 'claude_code' : 'anthropic_api';
}

/** Account the organisation is billed under, from the connection's settings. */
export function billingAccountOf(context: ParseContext): string | null {
  const account = context.settings.billing_account;
  return typeof account === 'string' ? account : null;
}
