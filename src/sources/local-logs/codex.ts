import { sessionEvent, usage } from '../../core/contracts/index.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../source.ts';
import { actorOf, billingAccountOf } from './actor.ts';
import { CodexEvents } from './codex-events.ts';
import { type CodexLine, codexLineOf, mayMatterForCodex } from './codex-line.ts';
import { requestIdentity, usageRowOf } from './codex-row.ts';
import { type CodexRequest, CodexSession, type QuarantinedEvent } from './codex-session.ts';
import { OnceOnly } from './session-row.ts';

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

interface Followed {
  readonly place: string;
  readonly found: CodexRequest | QuarantinedEvent | Extract<CodexLine, { type: 'activity' }>;
}

/** Lines of one file in order, each with what the session makes of it. */
async function* followed(file: InputFile, session: CodexSession): AsyncGenerator<Followed | ParseNote> {
  let place = file.path;
  for await (const found of codexLines(file)) {
    if ('code' in found) yield found;
    else {
      place = `${file.path}:${found.line}`;
      const { codex } = found;
      for (const event of session.take(codex)) yield { place, found: event };
      if (codex.type === 'activity' && !session.isReplayed(codex.timestamp)) yield { place, found: codex };
    }
  }
  for (const event of session.end()) yield { place, found: event };
}

/** Rows session by session: an event that stands in two files of one session is counted once. */
async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const actor = actorOf(context);
  const billingAccount = billingAccountOf(context);
  const once = new OnceOnly();
  for (const [id, sessionFiles] of await sessionsOf(files)) {
    const seen = new Set<string>();
    for (const file of sessionFiles) {
      const session = new CodexSession(context.logicalDay);
      const events = new CodexEvents(context.logicalDay);
      for await (const event of followed(file, session)) {
        if ('code' in event) {
          yield event;
          continue;
        }
        const { found, place: where } = event;
        const { parent, repo, branch } = session;
        const place = { session: id, parent, repo, branch, actor, billingAccount };
        if ('quarantined' in found) {
          const { quarantined, tokens } = found;
          yield { code: 'quarantined', detail: `${where}: ${quarantined}`, refused: quarantined, tokens };
        } else if ('payload' in found) yield* once.take(events.take(found.payload, found.timestamp, place));
        else {
          const identity = requestIdentity(found);
          if (seen.has(identity)) continue;
          seen.add(identity);
          yield { table: usage.name, dt: found.at.slice(0, 10), row: usageRowOf(found, place) };
          yield* once.take([events.request(found, place)]);
        }
      }
    }
  }
}

/** Session logs of the Codex command line on this machine. */
export const codex: FileStream = {
  kind: 'file',
  name: 'codex',
  tables: [usage, sessionEvent],
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
