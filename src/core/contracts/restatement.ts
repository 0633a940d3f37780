import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/** What changed in closed periods, and why: the ledger itself holds the newest figures only. */
export const ledgerRestatement = defineContract({
  name: 'ledger_restatement',
  grain: 'one row per restatement, provider, account, tool, team, owner class and currency whose amount changed',
  description:
    'Changes of closed billing months by restate and reprice: old, new and difference in micros, with the reason given.',
  key: ['restatement_id', 'provider', 'billing_account', 'tool', 'team_id', 'owner_class', 'currency'],
  partition: 'month',
  row: z.object({
    restatement_id: c.text('Hash of period, number, old build and new build.'),
    period: c.text('Closed billing month YYYY-MM that was changed.'),
    restatement_no: c.count('1 for the first restatement of the period, 2 for the second.'),
    kind: c.text('restate (everything known today) or reprice (prices only).'),
    reason: c.text('Why, as the person who did it wrote.'),
    restated_on: c.day('Logical day of the restatement.'),
    old_build_id: c.text('Build of the ledger before.'),
    new_build_id: c.text('Build of the ledger after.'),
    old_priced_as_of: c.day('Prices known on this day applied before.'),
    new_priced_as_of: c.day('Prices known on this day apply now.'),
    provider: c.text('Who sends the invoice.'),
    billing_account: n(c.text('Account billed.')),
    tool: n(c.text('Product or client used.')),
    team_id: n(c.text('Team; NULL when unattributed.')),
    owner_class: c.text('attributed, shared or unattributed.'),
    currency: c.text('ISO 4217 code of the amounts.'),
    old_micros: c.count('Amount before.', 'micros'),
    new_micros: c.count('Amount after.', 'micros'),
    delta_micros: c.count('new_micros minus old_micros.', 'micros'),
  }),
});
