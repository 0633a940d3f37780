import { usage } from '../../core/contracts/index.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../source.ts';
import { actorOf, billingAccountOf } from './actor.ts';
import { type CodexLine, codexLineOf, mayMatterForCodex } from './codex-line.ts';
import { requestIdentity, usageRowOf } from './codex-row.ts';
import { type CodexRequest, CodexSession, type QuarantinedEvent } from './codex-session.ts';

/** Lines that matter of one file, and a note for each line that is no JSON. */
async function* codexLines(file: InputFile): AsyncGenerator<{ line: number; codex: CodexLine } | ParseNote> {
  for await (const found of readJsonLines(file.open(), mayMatterForCodex)) {
    if ('problem' in found) yield { code: found.problem, detail: `${file.path}:${found.line}` };
    else {
      const codex = codexLineOf(found.value, file.path);
      if (codex !== null) yield { line: found.line, codex };
    }
  }
}

/** Evidence of a file; none when all it has is the head of a session. */
async function* evidenceLines(file: InputFile): AsyncGenerator<string | ParseNote> {
  let head: string[] | null = [];
  for await (const found of codexLines(file)) {
    if ('code' in found) yield found;
    else if (head !== null && (found.codex.type === 'session_meta' || found.codex.type === 'turn_context')) {
      head.push(JSON.stringify(found.codex));
    } else {
      yield* head ?? [];
      head = null;
      yield JSON.stringify(found.codex);
    }
  }
}

interface SessionFile {
  readonly file: InputFile;
  readonly id: string;
  readonly archived: boolean;
}

/** Session id and place of a file by its first line; a file without that line is a session of its own. */
async function sessionFileOf(file: InputFile): Promise<SessionFile> {
  for await (const found of codexLines(file)) {
    if ('code' in found || found.codex.type !== 'session_meta') continue;
    const { id, archived } = found.codex.payload;
    return { file, id: id ?? file.path, archived };
  }
  return { file, id: file.path, archived: false };
}

/** Files by session, in the order they were given; of a session that is both active and archived the active files count. */
async function sessionsOf(files: readonly InputFile[]): Promise<Map<string, InputFile[]>> {
  const all: SessionFile[] = [];
  for (const file of files) all.push(await sessionFileOf(file));
  const active = new Set(all.filter(({ archived }) => !archived).map(({ id }) => id));
  const sessions = new Map<string, InputFile[]>();
  for (const { file, id, archived } of all) {
    if (archived && active.has(id)) continue;
    sessions.set(id, [...(sessions.get(id) ?? []), file]);
  }
  return sessions;
}

async function* requestsOf(
  file: InputFile,
  session: CodexSession,
): AsyncGenerator<{ place: string; found: CodexRequest | QuarantinedEvent } | ParseNote> {
  let place = file.path;
  for await (const found of codexLines(file)) {
    if ('code' in found) yield found;
    else {
      place = `${file.path}:${found.line}`;
      for (const event of session.take(found.codex)) yield { place, found: event };
    }
  }
  for (const event of session.end()) yield { place, found: event };
}

/** Rows session by session: an event that stands in two files of one session is counted once. */
async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const actor = actorOf(context);
  const billingAccount = billingAccountOf(context);
  for (const [id, sessionFiles] of await sessionsOf(files)) {
    const seen = new Set<string>();
    for (const file of sessionFiles) {
      const session = new CodexSession(context.logicalDay);
      for await (const event of requestsOf(file, session)) {
        if ('code' in event) yield event;
        else if ('quarantined' in event.found) {
          const { quarantined, tokens } = event.found;
          yield { code: 'quarantined', detail: `${event.place}: ${quarantined}`, tokens };
        } else {
          const identity = requestIdentity(event.found);
          if (seen.has(identity)) continue;
          seen.add(identity);
          const { repo, branch } = session;
          const row = usageRowOf(event.found, { session: id, repo, branch, actor, billingAccount });
          yield { table: usage.name, dt: event.found.at.slice(0, 10), row };
        }
      }
    }
  }
}

/** Session logs of the Codex command line on this machine. */
export const codex: FileStream = {
  kind: 'file',
  name: 'codex',
  tables: [usage],
  accepts: (path) => path.endsWith('.jsonl'),
  defaultFolders: (environment) => {
    const home = environment.HOME ?? environment.USERPROFILE;
    const base = environment.CODEX_HOME ?? (home === undefined ? undefined : `${home}/.codex`);
    return base === undefined ? [] : [`${base}/sessions`, `${base}/archived_sessions`];
  },
  ofThisMachine: true,
  landing: 'allow_listed',
  evidenceLines,
  filesAreAll: true,
  filesVanish: true,
  parseFiles,
};
