import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/** Restricted: the only place that ties a pseudonym to the e-mail or login a vendor sent. */
export const actorDirectory = defineContract({
  name: 'actor_directory',
  grain: 'one row per provider and actor pseudonym',
  description: 'Pseudonym to vendor identity. Readable by the identity models only.',
  key: ['provider', 'actor_id'],
  partition: 'snapshot',
  restricted: true,
  row: z.object({
    provider: c.text('Provider whose identifier this is.'),
    actor_id: c.text('HMAC-SHA256 of the lower-cased e-mail or login with the project key.'),
    external_kind: c.text('email or login.'),
    external_id: c.text('The e-mail or login as the vendor sent it.'),
  }),
});

/** Names and owners of a vendor's workspaces, projects, keys and users. */
export const vendorEntity = defineContract({
  name: 'vendor_entity',
  grain: 'one row per provider, entity kind and entity id in a snapshot',
  description:
    'Workspaces, projects, API keys and users of a vendor account, so that ids in usage and cost can be read.',
  key: ['provider', 'entity_kind', 'entity_id'],
  partition: 'snapshot',
  row: z.object({
    provider: c.text('Provider.'),
    entity_kind: c.text('workspace, project, api_key, user or service_account.'),
    entity_id: c.text('Vendor id.'),
    name: n(c.text('Display name; NULL for users, whose names stay out of the lake.')),
    parent_id: n(c.text('Workspace or project the entity belongs to.')),
    actor_id: n(
      c.text('Pseudonym of the user or key owner; the vendor user id where the list of keys gives no e-mail.'),
    ),
    status: n(c.text('Vendor status word.')),
    created_at: n(c.instant('When the vendor made it.')),
  }),
});

/** Paid seats and who holds them: split keys for seat invoices, money only where named as ledger of money. */
export const seat = defineContract({
  name: 'seat',
  grain: 'one row per tool, seat and holding interval inside a billing month',
  description: 'Seats of a tool by billing month with holder, days held and price.',
  key: ['provider', 'tool', 'seat_id', 'held_from'],
  partition: 'month',
  row: z.object({
    provider: c.text('Who invoices the seat.'),
    billing_account: n(c.text('Account billed.')),
    tool: c.text('Tool the seat is for.'),
    period: c.text('Billing month YYYY-MM.'),
    seat_id: c.text('Seat or licence id; the holder pseudonym when the vendor has none.'),
    plan: n(c.text('Plan name.')),
    actor_id: n(c.text('Pseudonym of the holder; NULL when unassigned.')),
    held_from: c.day('First day held inside the month.'),
    held_to: c.day('Day after the last day held inside the month.'),
    seat_price: n(c.money('Price of the seat for the whole month.')),
    currency: n(c.text('ISO 4217 code of seat_price.')),
  }),
});
