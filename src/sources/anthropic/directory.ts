import { z } from 'zod';
import { vendorEntity } from '../../core/contracts/directory.ts';
import { readAnswer } from '../kit/answer.ts';
import { ignored, instant, text } from '../kit/fields.ts';
import { completeRow } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { workspaceOf } from './dimensions.ts';
import { ANTHROPIC, nextListPage, organizationRequest } from './request.ts';

const list = <T extends z.ZodType>(item: T) =>
  z.looseObject({ data: z.array(item), has_more: z.boolean(), first_id: text, last_id: text });

const workspace = z.looseObject({
  id: z.string().min(1),
  type: text,
  name: z.string(),
  created_at: instant.optional(),
  archived_at: text,
  display_color: text,
  tags: ignored,
});

const ref = z.looseObject({ id: text, user_id: text, type: text }).nullish();

const apiKey = z.looseObject({
  id: z.string().min(1),
  type: text,
  name: z.string(),
  workspace_id: text,
  scope: z.looseObject({ type: text, workspace_id: text }).nullish(),
  created_by: ref,
  principal: ref,
  created_at: instant.optional(),
  expires_at: text,
  partial_key_hint: text,
  status: text,
});

const user = z.looseObject({
  id: z.string().min(1),
  type: text,
  email: text,
  email_address: text,
  name: text,
  role: text,
  added_at: instant.optional(),
});

/** Row of an entity under the logical day's snapshot. */
const entity = (context: ParseContext, given: Record<string, unknown>) => ({
  table: vendorEntity.name,
  dt: context.logicalDay,
  row: completeRow(vendorEntity, { provider: ANTHROPIC, ...given }),
});

function parseWorkspaces(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(list(workspace), page);
  const rows = value.data.map((w) =>
    entity(context, {
      entity_kind: 'workspace',
      entity_id: w.id,
      name: w.name,
      status: w.archived_at === null ? 'active' : 'archived',
      created_at: w.created_at ?? null,
    }),
  );
  return { rows, notes };
}

function parseApiKeys(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(list(apiKey), page);
  const rows = value.data.map((k) => {
    const holder = k.principal ?? k.created_by;
    return entity(context, {
      entity_kind: 'api_key',
      entity_id: k.id,
      name: k.name,
      parent_id: workspaceOf(k.workspace_id ?? k.scope?.workspace_id ?? null),
      actor_id: holder?.user_id ?? holder?.id ?? null,
      status: k.status,
      created_at: k.created_at ?? null,
    });
  });
  return { rows, notes };
}

function parseUsers(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(list(user), page);
  const rows = value.data.map((u) => {
    const email = u.email ?? u.email_address;
    return entity(context, {
      entity_kind: 'user',
      entity_id: u.id,
      actor_id: email === null ? null : context.pseudonym('email', email),
      created_at: u.added_at ?? null,
    });
  });
  return { rows, notes };
}

const directoryStream = (
  name: string,
  query: readonly (readonly [string, string])[],
  parse: HttpStream['parse'],
): HttpStream => ({
  kind: 'http',
  name,
  tables: [vendorEntity],
  optional: true,
  window: 'snapshot',
  repullDays: 0,
  maxDaysPerRequest: 1,
  firstRequest: () => organizationRequest(name, [['limit', '1000'], ...query]),
  nextRequest: nextListPage,
  parse,
});

/** Names of the workspaces; the default workspace is not in the vendor's list. */
export const workspaces = directoryStream('workspaces', [['include_archived', 'true']], parseWorkspaces);

/** API keys with workspace and the vendor user who holds or made them. */
export const apiKeys = directoryStream('api_keys', [], parseApiKeys);

/** Members of the organisation by pseudonym; their names stay in landing. */
export const users = directoryStream('users', [], parseUsers);
