import { sessionEvent, usage } from '../../core/contracts/index.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../source.ts';
import { actorOf, billingAccountOf } from './actor.ts';
import { type ClaudeActivity, claudeActivityOf, mayHoldClaudeActivity } from './claude-activity.ts';
import { ClaudeEvents, requestEvent } from './claude-events.ts';
import { type ClaudeLine, claudeLineOf, mayHoldClaudeUsage } from './claude-line.ts';
import { type Response, responseOf, usageRowOf } from './claude-response.ts';
import { ResponseBook, type Share } from './response-book.ts';
import { OnceOnly } from './session-row.ts';

/** What is kept of one line: its usage, its activity, or both. */
interface Told {
  readonly line: number;
  readonly usage: ClaudeLine | null;
  readonly activity: ClaudeActivity | null;
}

const mayTell = (text: string): boolean => mayHoldClaudeUsage(text) || mayHoldClaudeActivity(text);

/** Lines of one file that tell something, and a note for each line that is no JSON. */
async function* toldLines(file: InputFile): AsyncGenerator<Told | ParseNote> {
  for await (const found of readJsonLines(file.open(), mayTell)) {
    if ('problem' in found) yield { code: found.problem, detail: `${file.path}:${found.line}` };
    else {
      const [usage, activity] = [claudeLineOf(found.value), claudeActivityOf(found.value)];
      if (usage !== null || activity !== null) yield { line: found.line, usage, activity };
    }
  }
}

async function* evidenceLines(file: InputFile): AsyncGenerator<string | ParseNote> {
  for await (const found of toldLines(file)) {
    if ('code' in found) yield found;
    else yield JSON.stringify({ ...found.usage, ...(found.activity === null ? {} : { activity: found.activity }) });
  }
}

/** Rows of all files together; with more message ids than fit, in several passes over the files. */
async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const owner = { actor: actorOf(context), billingAccount: billingAccountOf(context) };
  const rowsOf = (response: Response): ParsedRow[] => {
    const event = requestEvent(response, owner);
    const counted = usageRowOf(response, owner.actor, owner.billingAccount);
    return [{ table: usage.name, dt: response.at.slice(0, 10), row: counted }, ...(event === null ? [] : [event])];
  };
  const once = new OnceOnly();
  const shares: Share[] = [{ part: 0, of: 1 }];
  for (let pass = 0; shares.length > 0; pass += 1) {
    const book = new ResponseBook(shares.shift()!);
    for (const file of files) {
      const events = new ClaudeEvents(owner, context.logicalDay);
      for await (const found of toldLines(file)) {
        if ('code' in found) {
          if (pass === 0) yield found;
          continue;
        }
        if (found.activity !== null && pass === 0) yield* once.take(events.take(found.activity));
        if (found.usage === null) continue;
        const place = `${file.path}:${found.line}`;
        const response = responseOf(found.usage, place, context.logicalDay);
        if ('quarantined' in response) {
          const { quarantined, tokens } = response;
          if (pass === 0)
            yield { code: 'quarantined', detail: `${place}: ${quarantined}`, refused: quarantined, tokens };
        } else if (response.id !== null) book.add(response.id, response);
        else if (pass === 0) yield* once.take(rowsOf(response));
      }
    }
    for (const response of book.kept()) yield* once.take(rowsOf(response));
    shares.push(...book.later);
  }
}

/** Session transcripts of Claude Code on this machine. */
export const claudeCode: FileStream = {
  kind: 'file',
  name: 'claude_code',
  tables: [usage, sessionEvent],
  accepts: (path) => path.endsWith('.jsonl'),
  defaultFolders: (environment) => {
    const configured = environment.CLAUDE_CONFIG_DIR?.split(',').map((folder) => folder.trim());
    const home = environment.HOME ?? environment.USERPROFILE;
    const usual = home === undefined ? [] : [`${home}/.config/claude`, `${home}/.claude`];
    const bases = configured?.filter((folder) => folder !== '') ?? [];
    return (bases.length > 0 ? bases : usual).map((base) => `${base}/projects`);
  },
  ofThisMachine: true,
  landing: 'allow_listed',
  evidenceLines,
  filesAreAll: true,
  filesVanish: true,
  parseFiles,
};
