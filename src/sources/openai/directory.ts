import { z } from 'zod';
import { vendorEntity } from '../../core/contracts/directory.ts';
import { readAnswer } from '../kit/answer.ts';
import { ignored, text, unixSeconds } from '../kit/fields.ts';
import { completeRow } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { listRequest, nextListPage, OPENAI } from './request.ts';

const list = <T extends z.ZodType>(item: T) =>
  z.looseObject({ object: text, data: z.array(item), has_more: z.boolean(), first_id: text, last_id: text });

const project = z.looseObject({
  object: text,
  id: z.string().min(1),
  name: text,
  created_at: unixSeconds.nullish(),
  archived_at: ignored,
  status: text,
});

const owner = z.looseObject({ object: text, id: text, email: text, name: text, role: text, created_at: ignored });

const projectKey = z.looseObject({
  object: text,
  id: z.string().min(1),
  name: text,
  redacted_value: text,
  created_at: unixSeconds.nullish(),
  last_used_at: ignored,
  owner: z.looseObject({ type: text, user: owner.nullish(), service_account: owner.nullish() }).nullish(),
});

const user = z.looseObject({
  object: text,
  id: z.string().min(1),
  name: text,
  email: text,
  role: text,
  added_at: unixSeconds.nullish(),
});

const PROJECTS = listRequest('projects', [['include_archived', 'true']]);
const KEYS_PATH = /^\/v1\/organization\/projects\/([^/]+)\/api_keys$/;

const entity = (context: ParseContext, given: Record<string, unknown>) => ({
  table: vendorEntity.name,
  dt: context.logicalDay,
  row: completeRow(vendorEntity, { provider: OPENAI, ...given }),
});

function parseProjects(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(list(project), page);
  const rows = value.data.map((p) =>
    entity(context, {
      entity_kind: 'project',
      entity_id: p.id,
      name: p.name,
      status: p.status,
      created_at: p.created_at ?? null,
    }),
  );
  return { rows, notes };
}

/** Keys by project: pages of projects only lead to the lists of keys and give no rows themselves. */
function parseProjectKeys(page: LandedPage, context: ParseContext): Parsed {
  const projectId = KEYS_PATH.exec(page.request.path)?.[1];
  if (projectId === undefined) {
    readAnswer(list(project), page);
    return { rows: [], notes: [] };
  }
  const { value, notes } = readAnswer(list(projectKey), page);
  const rows = value.data.map((k) => {
    const email = k.owner?.user?.email ?? null;
    return entity(context, {
      entity_kind: 'api_key',
      entity_id: k.id,
      name: k.name,
      parent_id: decodeURIComponent(projectId),
      actor_id:
        email === null
          ? (k.owner?.user?.id ?? k.owner?.service_account?.id ?? null)
          : context.pseudonym('email', email),
      created_at: k.created_at ?? null,
    });
  });
  return { rows, notes };
}

function keyLists(page: LandedPage) {
  if (KEYS_PATH.test(page.request.path)) return [];
  const { value } = readAnswer(list(project), page);
  return value.data.map((p) =>
    listRequest(`projects/${encodeURIComponent(p.id)}/api_keys`, [['owner_project_access', 'any']]),
  );
}

function parseUsers(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(list(user), page);
  const rows = value.data.map((u) =>
    entity(context, {
      entity_kind: 'user',
      entity_id: u.id,
      actor_id: u.email === null ? null : context.pseudonym('email', u.email),
      created_at: u.added_at ?? null,
    }),
  );
  return { rows, notes };
}

const directoryStream = (
  name: string,
  given: Pick<HttpStream, 'firstRequest' | 'parse'> & Partial<Pick<HttpStream, 'followUps'>>,
): HttpStream => ({
  kind: 'http',
  name,
  tables: [vendorEntity],
  optional: true,
  window: 'snapshot',
  repullDays: 0,
  maxDaysPerRequest: 1,
  nextRequest: nextListPage,
  ...given,
});

/** Names of the projects, archived ones included. */
export const projects = directoryStream('projects', { firstRequest: () => PROJECTS, parse: parseProjects });

/** Keys of every project with the person or service account that owns them. */
export const projectKeys = directoryStream('project_api_keys', {
  firstRequest: () => PROJECTS,
  followUps: keyLists,
  parse: parseProjectKeys,
});

/** Members of the organisation by pseudonym; their names stay in landing. */
export const users = directoryStream('users', { firstRequest: () => listRequest('users'), parse: parseUsers });
